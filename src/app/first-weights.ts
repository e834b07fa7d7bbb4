import { fileURLToPath } from 'node:url';
import { AvtoolError } from '../domain/errors.js';
import type { TensorValue, Variable } from '../domain/graph/tensor.js';
import type { Random } from '../domain/ports/random.js';
import type { WeightStore } from '../domain/ports/weight-store.js';
import { initialState } from '../domain/training/initialise.js';
import { ownLayoutName } from '../domain/weights/layouts/own.js';
import type { EncoderBundle } from './plugin-definition.js';
import { listed, matchWeights, type Misfit, type WeightsMatch } from './weights-match.js';

export interface FirstWeights {
  readonly state: Map<string, TensorValue>;
  /** Tensors of the files that the model has no place for. */
  readonly unused: readonly string[];
  /** Files of other programs: format and layout, for people. */
  readonly notes: readonly string[];
  /** Learnt weights that no file holds: they have their starting values. */
  readonly started: readonly string[];
  /** What would be silently wrong: frozen statistics that no file holds, and what `allowPartial` let through. */
  readonly warnings: readonly string[];
}

export interface FirstWeightsOptions {
  /** Frozen weights that are in no file, or there in another shape, start at random instead of ending the command. */
  readonly allowPartial?: boolean;
  /** First values that follow from others; what a file holds wins. */
  readonly derived?: (values: ReadonlyMap<string, TensorValue>) => ReadonlyMap<string, TensorValue>;
}

/**
 * First values of a model's variables: seeded starting values, replaced by what the weight files hold, whatever their format and layout.
 * @param files later ones win
 * @throws AvtoolError WEIGHTS_SHAPE naming tensor and both shapes, WEIGHTS_MISSING when a frozen weight is in no file, WEIGHTS_LAYOUT, WEIGHTS_DAMAGED
 */
export async function firstWeights(variables: readonly Variable[], files: readonly string[], weights: WeightStore, random: Random, { allowPartial = false, derived = () => new Map() }: FirstWeightsOptions = {}): Promise<FirstWeights> {
  // A checkpoint of another run holds its optimiser's state too, which is no weight.
  const match = await matchWeights(variables.filter(({ kind }) => kind === 'parameter' || kind === 'statistic'), files, weights);
  const missing = variables.filter((variable) => isFrozenWeight(variable) && !match.values.has(variable.name));
  if (!allowPartial) {
    refuseMisfits(match.misfits);
    refuseRandomFrozen(missing, match);
  }
  const started = new Map([...initialState(variables, random), ...match.values]);
  return {
    state: new Map([...started, ...derived(started), ...match.values]),
    unused: match.unexpected.filter((name) => !variables.some((variable) => variable.name === name)),
    started: variables.filter(({ kind, trainable, name }) => kind === 'parameter' && trainable && !match.values.has(name)).map(({ name }) => name),
    notes: match.files.filter(isForeign).map(({ path, format, layout }) => `${path}: ${format}, ${layout === undefined ? 'no known layout: names are taken as they are' : `layout ${layout}`}`),
    warnings: [
      ...partial('start at random because no weight file holds them', missing.map(({ name }) => name)),
      ...partial('do not fit the model and were left out', match.misfits.map(inWords)),
      ...partial('of the frozen statistics are in no weight file and start at mean 0 and variance 1', missingStatistics(variables, match)),
    ],
  };
}

const isForeign = ({ format, layout }: WeightsMatch['files'][number]): boolean => format !== 'safetensors' || (layout !== undefined && layout !== ownLayoutName);

const partial = (what: string, names: readonly string[]): string[] => (names.length === 0 ? [] : [`${names.length} ${what}: ${listed(names)}`]);

/** Weight files of a run: the bundle's own first, so that the user's replace them. */
export const weightFiles = (encoder: EncoderBundle | undefined, files: readonly string[]): string[] => [...(encoder?.weights === undefined ? [] : [fileURLToPath(encoder.weights)]), ...files];

export const isFrozenWeight = ({ kind, trainable }: Variable): boolean => kind === 'parameter' && !trainable;

/** Running statistics of layers whose weights are frozen: training does not find them. Nothing to say where no file was given. */
function missingStatistics(variables: readonly Variable[], { values, files }: WeightsMatch): string[] {
  if (files.length === 0) return [];
  const layerOf = (name: string): string => name.slice(0, name.lastIndexOf('.') + 1);
  const frozenLayers = new Set(variables.filter(isFrozenWeight).map(({ name }) => layerOf(name)));
  return variables.filter(({ kind, name }) => kind === 'statistic' && !values.has(name) && frozenLayers.has(layerOf(name))).map(({ name }) => name);
}

const inWords = ({ name, found, wanted }: Misfit): string => `"${name}" has ${found}, the model wants ${wanted}`;

function refuseMisfits(misfits: readonly Misfit[]): void {
  if (misfits.length === 0) return;
  throw new AvtoolError({
    code: 'WEIGHTS_SHAPE',
    message: listed(misfits.map(inWords)),
    where: misfits[0].path,
    fix: 'use the weights of this --size, or the --size of these weights; --allow-partial leaves out what does not fit',
    exitCode: 2,
  });
}

function refuseRandomFrozen(missing: readonly Variable[], { files, values }: WeightsMatch): void {
  if (missing.length === 0) return;
  throw new AvtoolError({
    code: 'WEIGHTS_MISSING',
    message: `${missing.length} frozen weights of the encoders are in no weight file, the first is "${missing[0].name}"${files.length === 0 ? '' : ` (${values.size} tensors were found)`}`,
    ...(files.length > 0 && { where: files.map(({ path, layout }) => `${path} (${layout ?? 'no known layout'})`).join(', ') }),
    fix: 'give pre-trained encoders with --weights FILE (avtool weights:list names some), or a size that brings its own, e.g. --size scenes-tiny; --allow-partial starts them at random',
    exitCode: 3,
  });
}
