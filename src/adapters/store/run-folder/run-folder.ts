import { join } from 'node:path';
import type { Checkpoint, CheckpointName, Json, MetricRecord, Run } from '../../../domain/ports/run-store.js';
import type { WeightStore } from '../../../domain/ports/weight-store.js';
import { writeAtomically } from '../../files/atomic-file.js';
import type { FileSystem } from '../../files/file-system.js';
import type { FolderLock } from '../../files/folder-lock.js';
import { inTurn } from '../../files/in-turn.js';
import { LineFile } from '../../files/line-file.js';
import { loadCheckpoint, saveCheckpoint, type LoadedCheckpoint } from './checkpoint-files.js';
import { checkedJson } from './json.js';
import { readConfig, readMetrics, runFiles } from './run-files.js';

/** A run folder that is open; without a lock it can only be read. */
export class RunFolder implements Run {
  private readonly metrics: LineFile;
  private readonly log: LineFile;
  private readonly saveInTurn = inTurn();
  private closed = false;

  constructor(
    readonly path: string,
    private readonly lock: FolderLock | undefined,
    private readonly weights: WeightStore,
    private readonly fileSystem: FileSystem,
  ) {
    this.metrics = new LineFile(join(path, runFiles.metrics), fileSystem, false);
    this.log = new LineFile(join(path, runFiles.log), fileSystem, false);
  }

  async writeConfig(config: Json): Promise<void> {
    await this.writeAtomically(runFiles.config, checkedJson(config, 'config'));
  }

  readConfig(): Promise<Json> {
    return readConfig(this.path);
  }

  /** A value that is not finite is written as null. */
  async appendMetrics(record: MetricRecord): Promise<void> {
    this.writable();
    await this.metrics.append(JSON.stringify(record));
  }

  readMetrics(): Promise<readonly MetricRecord[]> {
    return readMetrics(this.path);
  }

  async appendLog(line: string): Promise<void> {
    this.writable();
    await this.log.append(line);
  }

  saveCheckpoint(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    return this.saveInTurn(async () => {
      await this.writable().confirm();
      await saveCheckpoint(join(this.path, runFiles.checkpoints), name, checkpoint, this.weights, this.fileSystem);
    });
  }

  loadCheckpoint(name: CheckpointName): Promise<LoadedCheckpoint | undefined> {
    return loadCheckpoint(join(this.path, runFiles.checkpoints), name, this.weights);
  }

  async writeFile(name: string, content: string | Uint8Array): Promise<void> {
    const ownNames: readonly string[] = Object.values(runFiles);
    if (!/^\w[\w.-]*$/.test(name) || ownNames.includes(name)) throw new Error(`${name} cannot be the name of a result file`);
    await this.writeAtomically(name, content);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.saveInTurn(() => Promise.resolve());
    await Promise.all([this.metrics.close(), this.log.close()]);
    await this.lock?.release();
  }

  private async writeAtomically(name: string, content: string | Uint8Array): Promise<void> {
    await this.writable().confirm();
    await writeAtomically(join(this.path, name), [typeof content === 'string' ? new TextEncoder().encode(content) : content], this.fileSystem);
  }

  private writable(): FolderLock {
    if (this.lock === undefined || this.closed) throw new Error(`run ${this.path} is ${this.closed ? 'closed' : 'open for reading only'}`);
    return this.lock;
  }
}
