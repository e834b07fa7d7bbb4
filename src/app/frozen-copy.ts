import { join } from 'node:path';
import type { TensorValue } from '../domain/graph/tensor.js';
import type { Run } from '../domain/ports/run-store.js';
import type { Services } from './services.js';

/** Frozen weights up to this size are kept in the run folder, so that it can be moved; larger ones are referred to. */
const frozenCopyBytes = 64 * 2 ** 20;

/** Keeps a run's frozen weights in its folder where they are small, or where some started at random: what did is in no other file. */
export async function keepFrozen(run: Run, frozen: ReadonlyMap<string, TensorValue>, partial: boolean, { data, weights }: Pick<Services, 'data' | 'weights'>): Promise<void> {
  const folder = join(run.path, 'checkpoints');
  await data.ensureFolder(folder);
  const bytes = [...frozen.values()].reduce((sum, { data: { length } }) => sum + length * 4, 0);
  if (bytes > 0 && (partial || bytes <= frozenCopyBytes)) await weights.write(join(folder, 'frozen.safetensors'), { tensors: frozen, metadata: {} });
}
