import { fileURLToPath } from 'node:url';
import { AvtoolError } from '../domain/errors.js';
import { formatShape, sameShape } from '../domain/graph/shapes.js';
import type { TensorValue, Variable } from '../domain/graph/tensor.js';
import type { Random } from '../domain/ports/random.js';
import type { WeightStore } from '../domain/ports/weight-store.js';
import { initialState } from '../domain/training/initialise.js';
import type { EncoderBundle } from './plugin-definition.js';

export interface FirstWeights {
  readonly state: Map<string, TensorValue>;
  /** Tensors of the files that the model has no place for. */
  readonly unused: readonly string[];
}

/**
 * First values of a model's variables: seeded starting values, replaced by what the weight files hold.
 * @param files later ones win
 * @throws AvtoolError WEIGHTS_SHAPE naming tensor and both shapes, WEIGHTS_MISSING when a frozen weight is in no file
 */
export async function firstWeights(variables: readonly Variable[], files: readonly string[], weights: WeightStore, random: Random): Promise<FirstWeights> {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const given = new Map<string, TensorValue>();
  const unused: string[] = [];
  for (const path of files) {
    for (const [name, value] of (await weights.read(path)).tensors) {
      const variable = byName.get(name);
      if (variable === undefined) {
        unused.push(name);
        continue;
      }
      if (!sameShape(variable.shape, value.shape)) {
        throw new AvtoolError({
          code: 'WEIGHTS_SHAPE',
          message: `"${name}" has shape ${formatShape(value.shape)}, the model wants ${formatShape(variable.shape)}`,
          where: path,
          fix: 'use the weights of this --size, or the --size of these weights',
          exitCode: 2,
        });
      }
      given.set(name, value);
    }
  }
  refuseRandomFrozen(variables.filter((variable) => isFrozenWeight(variable) && !given.has(variable.name)));
  return { state: new Map([...initialState(variables, random), ...given]), unused };
}

/** Weight files of a run: the bundle's own first, so that the user's replace them. */
export const weightFiles = (encoder: EncoderBundle | undefined, files: readonly string[]): string[] => [...(encoder?.weights === undefined ? [] : [fileURLToPath(encoder.weights)]), ...files];

export const isFrozenWeight = ({ kind, trainable }: Variable): boolean => kind === 'parameter' && !trainable;

function refuseRandomFrozen(missing: readonly Variable[]): void {
  if (missing.length === 0) return;
  throw new AvtoolError({
    code: 'WEIGHTS_MISSING',
    message: `${missing.length} frozen weights of the encoders are in no weight file, the first is "${missing[0].name}"`,
    fix: 'give pre-trained encoders with --weights FILE.safetensors, or a size that brings its own, e.g. --size scenes-tiny',
    exitCode: 3,
  });
}
