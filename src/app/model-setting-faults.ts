import { noAdapter } from '../domain/adapters/unknown-adapter.js';
import { isAvtoolError } from '../domain/errors.js';
import type { AvtoolError } from '../domain/errors.js';
import type { ConfigurationEntry } from '../domain/ports/configuration.js';
import type { Json } from '../domain/ports/run-store.js';
import { overlaySettings } from '../domain/tasks/overlay-settings.js';
import type { ModelSettings, TaskDefinition } from '../domain/tasks/task.js';
import { planModel } from './model-plan.js';
import { unknownName } from './plugin-registry.js';
import type { PluginRegistry } from './plugin-registry.js';

type Plugins = Pick<PluginRegistry, 'task' | 'size' | 'adapter' | 'statuses'>;

/**
 * What is wrong with a configured recipe or model setting, where no task takes it whichever size, recipe, encoders and adapter method it has.
 * A configuration may serve several tasks: what one of them takes is no fault.
 */
export async function modelFaults(entries: readonly ConfigurationEntry[], plugins: Plugins): Promise<{ entry: ConfigurationEntry; fault: AvtoolError }[]> {
  const concerned = entries.filter(({ key }) => key === 'train.recipe' || key.startsWith('model.'));
  if (concerned.length === 0) return [];
  const contents = (await plugins.statuses()).flatMap((status) => status.contents ?? []);
  const tasks = await Promise.all(contents.flatMap((brought) => brought.tasks).map((name) => plugins.task(name)));
  const encoders = contents.flatMap((brought) => brought.encoders);
  const methods = contents.flatMap((brought) => brought.adapters);
  const variants = (await Promise.all(tasks.map((task) => completeSettings(task, encoders, methods, entries, plugins)))).flat();
  const found = await Promise.all(
    concerned.map(async (entry) => {
      const fault = entry.key === 'train.recipe' ? recipeFault(entry, tasks) : (settingFault(entry, variants) ?? (await adapterFault(entry, tasks, plugins)));
      return fault === undefined ? [] : [{ entry, fault }];
    }),
  );
  return found.flat();
}

/** The model's settings under every choice that a command line can make; an adapter method that is configured is no choice any more. */
async function completeSettings(task: TaskDefinition, encoders: readonly string[], methods: readonly string[], entries: readonly ConfigurationEntry[], plugins: Plugins): Promise<ModelSettings[]> {
  const models = await Promise.all([...Object.keys(task.sizes), ...encoders].map((name) => plugins.size(task, name)));
  const own = (task.adapters?.methods ?? []).map(({ name }) => name);
  const known = task.adapters === undefined ? [] : await Promise.all([...own, ...methods].map((name) => plugins.adapter(task, name)));
  const configured = known.filter(({ method }) => entries.some(({ key, value }) => key === `model.${task.adapters?.setting}` && value === method.name));
  const adapters = configured.length > 0 ? configured : [undefined, ...known];
  return models.flatMap(({ size, encoder }) =>
    Object.keys(task.recipes).flatMap((recipe) => adapters.map((adapter) => planModel(task, { size, recipe, ...(encoder && { encoder }), adapter: adapter?.method, model: {}, training: {} }).model)),
  );
}

function recipeFault({ value }: ConfigurationEntry, tasks: readonly TaskDefinition[]): AvtoolError | undefined {
  const known = [...new Set(tasks.flatMap((task) => Object.keys(task.recipes)))];
  return typeof value !== 'string' || known.includes(value) ? undefined : unknownName('recipe', value, known);
}

/** None where one variant takes the setting, else why the most fitting one refuses: a wrong type says more than an unknown name, a near name more than a list. */
function settingFault({ key, value }: ConfigurationEntry, variants: readonly ModelSettings[]): AvtoolError | undefined {
  const setting = key.split('.').slice(1).reduceRight<Json>((inner, name) => ({ [name]: inner }), value) as ModelSettings;
  const faults = variants.map((variant) => faultOf(() => overlaySettings(variant, setting)));
  return faults.includes(undefined) ? undefined : (faults.find((fault) => fault?.code === 'SETTING_TYPE') ?? faults.find((fault) => fault?.fix?.startsWith('did you mean')) ?? faults[0]);
}

/** A name that the task's adapter setting gives and that neither task nor plugin brings. */
async function adapterFault({ key, value }: ConfigurationEntry, tasks: readonly TaskDefinition[], plugins: Plugins): Promise<AvtoolError | undefined> {
  const concerned = tasks.filter(({ adapters }) => adapters !== undefined && key === `model.${adapters.setting}`);
  if (concerned.length === 0 || typeof value !== 'string' || value === noAdapter) return undefined;
  const faults = await Promise.all(concerned.map((task) => plugins.adapter(task, value).then(() => undefined, asFault)));
  return faults.includes(undefined) ? undefined : faults[0];
}

function faultOf(take: () => unknown): AvtoolError | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return asFault(error);
  }
}

function asFault(error: unknown): AvtoolError {
  if (isAvtoolError(error)) return error;
  throw error;
}
