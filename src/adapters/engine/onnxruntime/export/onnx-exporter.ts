import { randomBytes } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExportedModel, ModelExporter, PendingModel, WrittenFile } from '../../../../domain/ports/model-exporter.js';
import { writeFault } from '../../../files/file-fault.js';
import { nodeFileSystem, type FileSystem } from '../../../files/file-system.js';
import { externalWeights, modelBesideWeights, modelBytes, modelWithWeights, type NamedWeight } from './encode-model.js';
import { inferenceModel } from './inference-model.js';
import { runModelFile, type ModelFileRunner } from './model-file-runner.js';

export interface OnnxExporterOptions {
  readonly fileSystem?: FileSystem;
  /** From this size on a model has its weights in another file; what one protobuf message can hold unless given. */
  readonly largestModelBytes?: number;
}

/** Writes ONNX models: opset and operators of ONNX alone, weights under the names of the variables. The weights' own file is called as the model with `.data` added. */
export const createOnnxExporter = ({ fileSystem = nodeFileSystem, largestModelBytes = 2 ** 31 - 1 }: OnnxExporterOptions = {}): ModelExporter => ({
  async write(path, model, { externalData }) {
    const proto = inferenceModel(model);
    const weights = namedWeights(model);
    const dataPath = externalData || modelBytes(proto, weights) > largestModelBytes ? `${path}.data` : undefined;
    const draft = new Draft(path, fileSystem);
    try {
      await draft.begin();
      if (dataPath !== undefined) await draft.write(dataPath, externalWeights(weights));
      await draft.write(path, dataPath === undefined ? modelWithWeights(proto, weights) : modelBesideWeights(proto, weights, basename(dataPath)));
    } catch (error) {
      // The first fault is the one to tell; a second one while cleaning up follows from it.
      await draft.discard().catch(() => undefined);
      throw error;
    }
    return pending(draft, new Set(model.byteInputs));
  },
});

function pending(draft: Draft, byteInputs: ReadonlySet<string>): PendingModel {
  let runner: Promise<ModelFileRunner> | undefined;
  const stop = async (): Promise<void> => {
    // A file that could not be opened has been complained about by `run`.
    const opened = await runner?.catch(() => undefined);
    await opened?.close();
  };
  return {
    files: draft.files,
    run: async (inputs) => (await (runner ??= runModelFile(draft.modelPath(), byteInputs))).run(inputs),
    async commit() {
      await stop();
      await draft.commit();
    },
    async discard() {
      await stop();
      await draft.discard();
    },
  };
}

function namedWeights({ graph, weights }: ExportedModel): NamedWeight[] {
  return graph.variables.map(({ name }) => {
    const value = weights.get(name);
    if (value === undefined) throw new Error(`the weight "${name}" has no value`);
    return { name, value };
  });
}

/** Files in a folder of their own, under the names they will have, beside their place: a model finds its weights by name. */
class Draft {
  readonly files: WrittenFile[] = [];
  private readonly folder: string;
  private ended = false;

  constructor(
    private readonly path: string,
    private readonly fileSystem: FileSystem,
  ) {
    this.folder = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  }

  modelPath(): string {
    return this.draftOf(this.path);
  }

  async begin(): Promise<void> {
    await this.guarded(() => mkdir(this.folder));
  }

  async write(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
    await this.guarded(async () => {
      let bytes = 0;
      const file = await this.fileSystem.create(this.draftOf(path));
      this.files.push({ path, bytes });
      try {
        for (const chunk of chunks) {
          await file.write(chunk);
          bytes += chunk.byteLength;
        }
        await file.sync();
      } finally {
        await file.close();
      }
      this.files[this.files.length - 1] = { path, bytes };
    });
  }

  /** With two files the old model goes first: at no time is there a model beside weights of another. */
  async commit(): Promise<void> {
    await this.guarded(async () => {
      if (this.files.length > 1) await this.fileSystem.remove(this.path);
      for (const { path } of this.files) await this.fileSystem.rename(this.draftOf(path), path);
      this.ended = true;
      await rmdir(this.folder);
      await this.fileSystem.syncFolder(dirname(this.path));
    });
  }

  async discard(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    for (const { path } of this.files) await this.fileSystem.remove(this.draftOf(path));
    await rmdir(this.folder);
  }

  private draftOf(path: string): string {
    return join(this.folder, basename(path));
  }

  private async guarded(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw writeFault(error, this.path);
    }
  }
}
