import type { DoctorReport, DoctorRequest } from '../app/doctor.js';
import type { InstallEngineRequest } from '../app/install-engine.js';
import type { InitialiseReport, InitialiseRequest } from '../app/initialise-configuration.js';
import type { ConvertWeightsReport, ConvertWeightsRequest } from '../app/convert-weights.js';
import type { InspectWeightsReport } from '../app/inspect-weights.js';
import type { ListWeightsReport } from '../app/list-weights.js';
import type { PullWeightsReport, PullWeightsRequest } from '../app/pull-weights.js';
import type { CompareRunsReport, CompareRunsRequest } from '../app/runs/compare-runs.js';
import type { ExportEventsReport, ExportEventsRequest } from '../app/runs/export-events.js';
import type { ListRunsReport } from '../app/runs/list-runs.js';
import type { Services } from '../app/services.js';
import type { ZeroShotFilesRequest } from '../app/zero-shot.js';
import type { ShownConfiguration, ShowRequest } from '../app/show-configuration.js';
import type { ValidationReport, ValidationRequest } from '../app/validate-configuration.js';
import type { Configuration } from '../domain/ports/configuration.js';
import type { ConfigurationFiles } from '../domain/ports/configuration-files.js';
import type { BenchRequest, ExportRequest, ModelCostRequest, RenderRequest, UseCaseReport } from '../app/use-case-requests.js';

/** Renders a data folder from a seed. Loaded when called. */
export async function render(services: Services, request: RenderRequest): Promise<UseCaseReport> {
  return (await import('../app/render.js')).render(services, request);
}

/** Counts parameters, multiply-adds and memory. Loaded when called. */
export async function modelCost(request: ModelCostRequest): Promise<UseCaseReport> {
  return (await import('../app/model-cost.js')).modelCost(request);
}

/** Installs a native engine into a folder of the user. Loaded when called. */
export async function installEngine(services: Services, request: InstallEngineRequest): Promise<UseCaseReport> {
  return (await import('../app/install-engine.js')).installEngine(services, request);
}

/** Writes a run's best model for other programs. Loaded when called. */
export async function exportModel(services: Services, request: ExportRequest): Promise<UseCaseReport> {
  return (await import('../app/export-model.js')).exportModel(services, request);
}

/** Runs one model on every engine. Loaded when called. */
export async function benchEngines(services: Services, request: BenchRequest): Promise<UseCaseReport> {
  return (await import('../app/bench-engines.js')).benchEngines(services, request);
}

/** What works here and what does not. Loaded when called. */
export async function diagnose(request: DoctorRequest): Promise<DoctorReport> {
  return (await import('../app/doctor.js')).diagnose(request);
}

/** Values of the configuration with their origins. Loaded when called. */
export async function showConfiguration(configuration: Configuration, request: ShowRequest): Promise<ShownConfiguration> {
  return (await import('../app/show-configuration.js')).showConfiguration(configuration, request);
}

/** Writes a configuration file to begin with. Loaded when called. */
export async function initialiseConfiguration(files: ConfigurationFiles, request: InitialiseRequest): Promise<InitialiseReport> {
  return (await import('../app/initialise-configuration.js')).initialiseConfiguration(files, request);
}

/** Everything that is wrong with a configuration. Loaded when called. */
export async function validateConfiguration(request: ValidationRequest): Promise<ValidationReport> {
  return (await import('../app/validate-configuration.js')).validateConfiguration(request);
}

/** Classifies files by labels of one's own. Loaded when called. */
export async function zeroShotFiles(services: Services, request: ZeroShotFilesRequest): Promise<UseCaseReport> {
  return (await import('../app/zero-shot.js')).zeroShotFiles(services, request);
}

/** What a weight file holds. Loaded when called. */
export async function inspectWeights(services: Services, request: { readonly path: string }): Promise<InspectWeightsReport> {
  return (await import('../app/inspect-weights.js')).inspectWeights(services, request);
}

/** Writes any weight file as safetensors. Loaded when called. */
export async function convertWeights(services: Services, request: ConvertWeightsRequest): Promise<ConvertWeightsReport> {
  return (await import('../app/convert-weights.js')).convertWeights(services, request);
}

/** Published weights and which of them are here. Loaded when called. */
export async function listWeights(services: Services, request: { readonly folder: string }): Promise<ListWeightsReport> {
  return (await import('../app/list-weights.js')).listWeights(services, request);
}

/** Fetches published weights. Loaded when called. */
export async function pullWeights(services: Services, request: PullWeightsRequest): Promise<PullWeightsReport> {
  return (await import('../app/pull-weights.js')).pullWeights(services, request);
}

/** Runs in a folder and how far they are. Loaded when called. */
export async function listRuns(services: Services, request: { readonly folder: string }): Promise<ListRunsReport> {
  return (await import('../app/runs/list-runs.js')).listRuns(services, request);
}

/** What differs between runs. Loaded when called. */
export async function compareRuns(services: Services, request: CompareRunsRequest): Promise<CompareRunsReport> {
  return (await import('../app/runs/compare-runs.js')).compareRuns(services, request);
}

/** Runs as TensorBoard event files. Loaded when called. */
export async function exportEvents(services: Services, request: ExportEventsRequest): Promise<ExportEventsReport> {
  return (await import('../app/runs/export-events.js')).exportEvents(services, request);
}
