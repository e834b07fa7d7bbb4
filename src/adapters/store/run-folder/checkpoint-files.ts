import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { Checkpoint, CheckpointName } from '../../../domain/ports/run-store.js';
import type { WeightStore } from '../../../domain/ports/weight-store.js';
import { systemCode, writeFault } from '../../files/file-fault.js';
import type { FileSystem } from '../../files/file-system.js';
import { checkpointDigest } from './checkpoint-digest.js';
import { checkedJson, parseJson } from './json.js';

const schemaKey = 'avtool.checkpoint';
const progressKey = 'avtool.progress';
const digestKey = 'avtool.sha256';

/** What {@link loadCheckpoint} gives: the checkpoint, and what was passed over on the way to it. */
export interface LoadedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly warnings: readonly string[];
}

/** The names a checkpoint goes through, newest first: written as `new`, then renamed; the one before it stays as `previous`. */
const stages = ['new', 'current', 'previous'] as const;

const checkpointPath = (folder: string, name: CheckpointName, stage: (typeof stages)[number]): string =>
  join(folder, stage === 'current' ? `${name}.safetensors` : `${name}.${stage}.safetensors`);

/** Writes a checkpoint so that at every moment a complete one can be loaded. @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4) */
export async function saveCheckpoint(folder: string, name: CheckpointName, checkpoint: Checkpoint, weights: WeightStore, fileSystem: FileSystem): Promise<void> {
  const progress = checkedJson(checkpoint.progress, 'progress');
  const metadata = { [schemaKey]: '1', [progressKey]: progress, [digestKey]: checkpointDigest(progress, checkpoint.tensors) };
  const [next, current, previous] = stages.map((stage) => checkpointPath(folder, name, stage));
  try {
    await mkdir(folder, { recursive: true });
    await weights.write(next, { tensors: checkpoint.tensors, metadata });
    await renameIfThere(current, previous, fileSystem);
    await fileSystem.rename(next, current);
    await fileSystem.syncFolder(folder);
  } catch (error) {
    throw writeFault(error, current);
  }
}

/**
 * Reads the newest complete checkpoint; `undefined` where none was ever written.
 * @throws AvtoolError CHECKPOINT_DAMAGED (exit 2) when there are files but none is usable
 */
export async function loadCheckpoint(folder: string, name: CheckpointName, weights: WeightStore): Promise<LoadedCheckpoint | undefined> {
  const faults: AvtoolError[] = [];
  for (const stage of stages) {
    try {
      const checkpoint = await readCheckpoint(checkpointPath(folder, name, stage), weights);
      return { checkpoint, warnings: faults.map((fault) => `${fault.where}: ${fault.message}; going on from ${checkpointPath(folder, name, stage)}`) };
    } catch (error) {
      if (!(error instanceof AvtoolError)) throw error;
      if (!isMissing(error)) faults.push(error);
    }
  }
  if (faults.length === 0) return undefined;
  throw new AvtoolError({
    code: 'CHECKPOINT_DAMAGED',
    message: `no checkpoint "${name}" of this run can be read: ${faults.map((fault) => fault.message).join('; ')}`,
    where: faults[0].where,
    fix: name === 'best' ? 'go on from the last checkpoint, or train again' : 'train again in another run folder',
    exitCode: 2,
    cause: faults[0],
  });
}

const isMissing = (error: AvtoolError): boolean => error.code === 'WEIGHTS_MISSING' && systemCode(error.cause) === 'ENOENT';

async function readCheckpoint(path: string, weights: WeightStore): Promise<Checkpoint> {
  const { tensors, metadata } = await weights.read(path);
  const progress = metadata[progressKey];
  if (metadata[schemaKey] !== '1' || progress === undefined) throw damaged(path, 'this is not a checkpoint of a version that avtool knows');
  if (metadata[digestKey] !== checkpointDigest(progress, tensors)) throw damaged(path, 'the checkpoint is damaged: its contents do not fit its checksum');
  return { tensors, progress: parseJson(progress) };
}

const damaged = (where: string, message: string): AvtoolError => new AvtoolError({ code: 'CHECKPOINT_DAMAGED', message, where, exitCode: 2 });

async function renameIfThere(from: string, to: string, fileSystem: FileSystem): Promise<void> {
  try {
    await fileSystem.rename(from, to);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
