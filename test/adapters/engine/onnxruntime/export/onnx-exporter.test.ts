import { fromBinary } from '@bufbuild/protobuf';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelProtoSchema, TensorProto_DataLocation, TensorProto_DataType, type GraphProto, type ModelProto } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOnnxExporter } from '../../../../../src/adapters/engine/onnxruntime/export/onnx-exporter.js';
import { nodeFileSystem } from '../../../../../src/adapters/files/file-system.js';
import { buildGraph, type Graph } from '../../../../../src/domain/graph/graph.js';
import { input, variableTensor } from '../../../../../src/domain/graph/leaves.js';
import { add, cast, gemm, relu } from '../../../../../src/domain/graph/operations.js';
import type { Shape, TensorValue, Variable } from '../../../../../src/domain/graph/tensor.js';
import type { ExportedModel } from '../../../../../src/domain/ports/model-exporter.js';
import { temporaryFolder } from '../../../files/temporary-folder.js';

const aVariable = (name: string, shape: Shape): Variable => ({ name, dtype: 'float32', shape, kind: 'parameter', trainable: true, initialiser: { kind: 'constant', value: 0 } });
const floats = (shape: Shape, ...values: number[]): TensorValue => ({ dtype: 'float32', shape, data: Float32Array.from(values) });

const weight = aVariable('layer.weight', [3, 2]);
const bias = aVariable('layer.bias', [2]);

/** scores = relu(pixels · weight + bias), where the pixels are bytes. */
const scores = (): Graph => buildGraph({ scores: relu(add(gemm(cast(input('pixels', [1, 3], 'int32'), 'float32'), variableTensor(weight)), variableTensor(bias))) });

const aModel = (wanted: Partial<ExportedModel> = {}): ExportedModel => ({
  graph: scores(),
  weights: new Map([
    ['layer.weight', floats([3, 2], 1, -1, 2, 0, 0.5, 0)],
    ['layer.bias', floats([2], 0.25, 3)],
  ]),
  byteInputs: ['pixels'],
  metadata: { task: 'tiny', classes: '["one","two"]' },
  ...wanted,
});

/** 200 + 2·10 + 0.5·4 + 0.25, and relu(−200 + 3). */
const pixels: TensorValue = { dtype: 'int32', shape: [1, 3], data: Int32Array.of(200, 10, 4) };
const expected = [222.25, 0];

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'model.onnx');
});

async function exported(model: ExportedModel, externalData = false, options: Parameters<typeof createOnnxExporter>[0] = {}): Promise<ModelProto> {
  await (await createOnnxExporter(options).write(path, model, { externalData })).commit();
  return fromBinary(ModelProtoSchema, await readFile(path));
}

function graphOf({ graph }: ModelProto): GraphProto {
  if (graph === undefined) throw new Error('the model has no graph');
  return graph;
}

/** Runs the file as any program would. */
async function runPlainly(file: string): Promise<number[]> {
  const session = await InferenceSession.create(file);
  const { scores: result } = await session.run({ pixels: new Tensor('uint8', Uint8Array.of(200, 10, 4), [1, 3]) });
  await session.release();
  if (!(result.data instanceof Float32Array)) throw new Error(`scores are ${result.type}`);
  return [...result.data];
}

describe('an exported ONNX model', () => {
  it('is computed by plain onnxruntime, fed bytes', async () => {
    await exported(aModel());
    expect(await runPlainly(path)).toEqual(expected);
  });

  it('has inputs, outputs and weights under their own names, and nothing else to feed', async () => {
    const graph = graphOf(await exported(aModel()));
    expect(graph.input.map(({ name, type }) => [name, type?.value.case === 'tensorType' && type.value.value.elemType])).toEqual([['pixels', TensorProto_DataType.UINT8]]);
    expect(graph.output.map(({ name }) => name)).toEqual(['scores']);
    expect(graph.initializer.map(({ name }) => name).filter((name) => !name.startsWith('/'))).toEqual(['layer.weight', 'layer.bias']);
  });

  it('says what it is in its metadata', async () => {
    const { metadataProps, producerName } = await exported(aModel());
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([
      ['task', 'tiny'],
      ['classes', '["one","two"]'],
    ]);
    expect(producerName).toBe('avtool');
  });

  it('needs ONNX’s own operators only', async () => {
    const model = await exported(aModel());
    expect(model.opsetImport.map(({ domain }) => domain)).toEqual(['']);
    expect(graphOf(model).node.map(({ domain }) => domain)).toEqual(graphOf(model).node.map(() => ''));
  });

  it('keeps its inner names apart from weights that look like them', async () => {
    const strange = aVariable('relu_0', [1, 2]);
    const graph = buildGraph({ y: add(relu(add(variableTensor(strange), input('x', [1, 2]))), variableTensor(strange)) });
    const names = graphOf(await exported(aModel({ graph, weights: new Map([['relu_0', floats([1, 2], 1, 2)]]), byteInputs: [] })));
    const made = [...names.input.map(({ name }) => name), ...names.initializer.map(({ name }) => name), ...names.node.flatMap(({ output }) => output)];
    expect(new Set(made).size).toBe(made.length);
  });

  it('refuses names that its own inputs already have, values that are missing, and graphs that change themselves', async () => {
    const exporter = createOnnxExporter();
    const clash = buildGraph({ y: add(input('layer.bias', [2]), variableTensor(bias)) });
    await expect(exporter.write(path, aModel({ graph: clash, byteInputs: [] }), { externalData: false })).rejects.toThrow('are called "layer.bias"');
    await expect(exporter.write(path, aModel({ weights: new Map() }), { externalData: false })).rejects.toThrow('"layer.weight" has no value');
    const moving = buildGraph({}, [{ variable: bias, next: add(variableTensor(bias), 1) }]);
    await expect(exporter.write(path, aModel({ graph: moving, byteInputs: [] }), { externalData: false })).rejects.toThrow('changes its own variables');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('an exported model with weights in their own file', () => {
  it('is computed by plain onnxruntime from both files', async () => {
    const graph = graphOf(await exported(aModel(), true));
    const weights = graph.initializer.filter(({ dataLocation }) => dataLocation === TensorProto_DataLocation.EXTERNAL);
    expect(weights.map(({ name, externalData }) => [name, ...externalData.map(({ key, value }) => `${key}=${value}`)])).toEqual([
      ['layer.weight', 'location=model.onnx.data', 'offset=0', 'length=24'],
      ['layer.bias', 'location=model.onnx.data', 'offset=4096', 'length=8'],
    ]);
    expect((await readdir(folder)).sort()).toEqual(['model.onnx', 'model.onnx.data']);
    expect(await runPlainly(path)).toEqual(expected);
  });

  it('is what a model becomes that is too large for one file', async () => {
    await exported(aModel(), false, { largestModelBytes: 300 });
    expect((await readdir(folder)).sort()).toEqual(['model.onnx', 'model.onnx.data']);
    expect(await runPlainly(path)).toEqual(expected);
  });
});

describe('a model that is not yet in its place', () => {
  it.each([false, true])('is run from its draft, external data: %s', async (externalData) => {
    const pending = await createOnnxExporter().write(path, aModel(), { externalData });
    const { scores: result } = await pending.run({ pixels });
    await pending.discard();
    expect(result).toEqual({ dtype: 'float32', shape: [1, 2], data: Float32Array.from(expected) });
  });

  it('leaves what was there when it is discarded, and nothing of its own', async () => {
    await writeFile(path, 'old');
    const pending = await createOnnxExporter().write(path, aModel(), { externalData: true });
    await pending.discard();
    await pending.discard();
    expect(await readdir(folder)).toEqual(['model.onnx']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('tells the size of each file', async () => {
    const pending = await createOnnxExporter().write(path, aModel(), { externalData: true });
    await pending.commit();
    expect(pending.files).toEqual([
      { path: `${path}.data`, bytes: 4096 + 8 },
      { path, bytes: (await readFile(path)).byteLength },
    ]);
  });

  it('refuses what is no byte', async () => {
    const pending = await createOnnxExporter().write(path, aModel(), { externalData: false });
    await expect(pending.run({ pixels: { ...pixels, data: Int32Array.of(256, 0, 0) } })).rejects.toThrow('"pixels" takes bytes, got 256');
    await pending.discard();
  });

  it('is removed when the disk is full, whatever was there before stays', async () => {
    await writeFile(path, 'old');
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
    const fileSystem = { ...nodeFileSystem, create: async (file: string) => ({ ...(await nodeFileSystem.create(file)), write: () => Promise.reject(full) }) };
    await expect(createOnnxExporter({ fileSystem }).write(path, aModel(), { externalData: false })).rejects.toMatchObject({ code: 'DISK_FULL', exitCode: 4, where: path });
    expect(await readdir(folder)).toEqual(['model.onnx']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('cannot be written into a folder that is not there', async () => {
    await expect(createOnnxExporter().write(join(folder, 'no', 'model.onnx'), aModel(), { externalData: false })).rejects.toMatchObject({ code: 'WRITE_FAILED', exitCode: 4 });
  });
});
