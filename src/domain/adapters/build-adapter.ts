import { AvtoolError } from '../errors.js';
import type { Scope } from '../graph/leaves.js';
import { formatShape, sameShape } from '../graph/shapes.js';
import type { Shape, Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import type { ModelSettings } from '../tasks/model-settings.js';
import type { AdapterMethod, AdapterOutput } from './adapter-method.js';

/** One adapter of a method, checked: residual and map must fit the stream. @throws AvtoolError ADAPTER_SHAPE naming method and both shapes */
export function buildAdapter(method: AdapterMethod, scope: Scope, x: Tensor, prompt: Tensor, settings: ModelSettings, context: ForwardContext): AdapterOutput {
  const output = method.build(scope, x, prompt, settings, context);
  requireShape(method, scope, 'residual', output.residual, x.shape);
  if (output.spatialMap !== undefined) requireShape(method, scope, 'spatial map', output.spatialMap, [x.shape[0], 1, x.shape[1]]);
  return output;
}

function requireShape({ name }: AdapterMethod, { path }: Scope, what: string, { shape }: Tensor, expected: Shape): void {
  if (sameShape(shape, expected)) return;
  throw new AvtoolError({ code: 'ADAPTER_SHAPE', message: `the adapter method "${name}" gives a ${what} of shape ${formatShape(shape)}, expected ${formatShape(expected)}`, where: path, fix: 'tell the author of the plugin that brings it', exitCode: 1 });
}
