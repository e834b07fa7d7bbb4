import type { Services } from '../app/services.js';
import type { ModelCostRequest, RenderRequest, UseCaseReport } from '../app/use-case-requests.js';

/** Renders a data folder from a seed. Loaded when called. */
export async function render(services: Services, request: RenderRequest): Promise<UseCaseReport> {
  return (await import('../app/render.js')).render(services, request);
}

/** Counts parameters, multiply-adds and memory. Loaded when called. */
export async function modelCost(request: ModelCostRequest): Promise<UseCaseReport> {
  return (await import('../app/model-cost.js')).modelCost(request);
}
