import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDataFolder } from '../../src/adapters/files/data-folder.js';
import { readNpyFile } from '../../src/adapters/weights/npz/npy-file.js';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { createSafetensorsStore } from '../../src/adapters/weights/safetensors/safetensors-store.js';
import { convertWeights } from '../../src/app/convert-weights.js';
import { firstWeights } from '../../src/app/first-weights.js';
import { inspectWeights } from '../../src/app/inspect-weights.js';
import { listWeights } from '../../src/app/list-weights.js';
import { pullWeights } from '../../src/app/pull-weights.js';
import type { TensorValue, Variable } from '../../src/domain/graph/tensor.js';
import type { HubRequest, WeightHub } from '../../src/domain/ports/weight-hub.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { aListeningReporter } from '../builders/services.js';

const weights = createSafetensorsStore();
const signal = new AbortController().signal;
const services = () => ({ weights, data: createDataFolder(readNpyFile), reporter: aListeningReporter() });
const float32 = (shape: readonly number[], ...values: number[]): TensorValue => ({ dtype: 'float32', shape, data: Float32Array.from(values) });

/** A Hugging Face CLIP of one joint projection and one class token. */
async function aClip(extra: Readonly<Record<string, TensorValue>> = {}): Promise<string> {
  const path = join(await temporaryFolder(), 'clip.safetensors');
  const attention = 'vision_model.encoder.layers.0.self_attn';
  const tensors = new Map<string, TensorValue>([
    ['vision_model.embeddings.class_embedding', float32([2], 7, 8)],
    [`${attention}.k_proj.bias`, float32([1], 2)],
    [`${attention}.q_proj.bias`, float32([1], 1)],
    [`${attention}.v_proj.bias`, float32([1], 3)],
    ...Object.entries(extra),
  ]);
  await weights.write(path, { tensors, metadata: { epoch: '3' } });
  return path;
}

describe('weights:inspect', () => {
  it('says format, layout, sizes and every tensor in 80 columns', async () => {
    const path = await aClip({ [`text_model.${'deep.'.repeat(20)}\u001b[2J`]: float32([1, 1], 0) });
    const report = await inspectWeights({ weights }, { path });
    expect(report).toMatchObject({ format: 'safetensors', layout: 'CLIP (Hugging Face)', elements: 6, bytes: 24, metadata: { epoch: '3' } });
    expect(report.lines.slice(0, 6)).toEqual(['format  safetensors', 'layout  CLIP (Hugging Face)', 'tensors 5 with 6 numbers, 24 bytes', 'epoch   3', '', `TENSOR${' '.repeat(47)}TYPE      SHAPE`]);
    expect(report.lines).toContain(`vision_model.embeddings.class_embedding${' '.repeat(14)}float32   [2]`);
    expect(Math.max(...report.lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(report.lines.join('')).not.toContain('\u001b');
  });
});

describe('weights:convert', () => {
  it("renames, joins and keeps types and numbers, under avtool's names where asked", async () => {
    const path = await aClip();
    const out = join(await temporaryFolder(), 'ours.safetensors');
    expect(await convertWeights(services(), { path, out, layout: 'ours', force: false, signal })).toMatchObject({ tensors: 2, layout: 'CLIP (Hugging Face)' });
    const written = await weights.read(out);
    expect(Object.fromEntries(written.tensors)).toEqual({ 'ViT.class_embedding': float32([2], 7, 8), 'ViT.transformer.resblocks.0.attn.in_proj_bias': float32([3], 1, 2, 3) });
    expect(written.metadata).toEqual({ epoch: '3' });
  });

  it('keeps the names without --layout', async () => {
    const path = await aClip();
    const out = join(await temporaryFolder(), 'same.safetensors');
    await convertWeights(services(), { path, out, force: false, signal });
    expect(await weights.read(out)).toEqual(await weights.read(path));
  });

  it('replaces a file only when told to, and leaves no half-written one when it is stopped', async () => {
    const path = await aClip();
    const folder = await temporaryFolder();
    const out = join(folder, 'there.safetensors');
    await writeFile(out, 'mine');
    await expect(convertWeights(services(), { path, out, force: false, signal })).rejects.toMatchObject({ code: 'TARGET_EXISTS', exitCode: 4, where: out });
    await expect(convertWeights(services(), { path, out, force: true, signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
    expect(await readdir(folder)).toEqual(['there.safetensors']);
    await convertWeights(services(), { path, out, force: true, signal });
    expect((await weights.read(out)).tensors.size).toBe(4);
  });

  it('refuses names of no known layout, and projections that cannot be joined', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'other.safetensors');
    await weights.write(path, { tensors: new Map([['w', float32([1], 1)]]), metadata: {} });
    await expect(convertWeights(services(), { path, out: join(folder, 'out'), layout: 'ours', force: false, signal })).rejects.toMatchObject({ code: 'WEIGHTS_LAYOUT', exitCode: 2 });
    const incomplete = await aClip({ 'text_model.encoder.layers.0.self_attn.q_proj.bias': float32([1], 1) });
    await expect(convertWeights(services(), { path: incomplete, out: join(folder, 'out'), layout: 'ours', force: false, signal })).rejects.toMatchObject({ code: 'WEIGHTS_LAYOUT', message: expect.stringContaining('has 1 of them') });
  });
});

describe('weights of another program given to a model', () => {
  const frozen = (name: string, shape: readonly number[]): Variable => ({ name, dtype: 'float32', shape, kind: 'parameter', trainable: false, initialiser: { kind: 'constant', value: 0 } });
  const variables = [frozen('ViT.class_embedding', [2]), frozen('ViT.transformer.resblocks.0.attn.in_proj_bias', [3])];

  it('are found under its own names', async () => {
    const path = await aClip({ 'vision_model.embeddings.position_ids': { dtype: 'int32', shape: [1], data: Int32Array.of(0) }, stranger: float32([1], 0) });
    const { state, unused, notes } = await firstWeights(variables, [path], weights, seededRandom(1));
    expect([...state.values()].map(({ data }) => [...data])).toEqual([[7, 8], [1, 2, 3]]);
    expect(unused).toEqual(['stranger']);
    expect(notes).toEqual([`${path}: safetensors, layout CLIP (Hugging Face)`]);
  });

  it('must be all there, and fit, unless partial ones are allowed, which is said', async () => {
    const more = [...variables, frozen('ViT.proj', [2, 2]), frozen('ViT.class_embedding.other', [1])];
    const path = await aClip();
    await expect(firstWeights(more, [path], weights, seededRandom(1))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING', exitCode: 3, message: expect.stringContaining('2 frozen weights'), where: `${path} (CLIP (Hugging Face))` });
    const small = [frozen('ViT.class_embedding', [3]), variables[1]];
    const { warnings } = await firstWeights(small, [path], weights, seededRandom(1), { allowPartial: true });
    expect(warnings).toEqual(['1 start at random because no weight file holds them: ViT.class_embedding', '1 do not fit the model and were left out: "ViT.class_embedding" has shape [2], the model wants [3]']);
  });

  it('without the statistics of a frozen layer say so', async () => {
    const mean: Variable = { name: 'htsat.bn0.running_mean', dtype: 'float32', shape: [1], kind: 'statistic', trainable: false, initialiser: { kind: 'constant', value: 0 } };
    const path = join(await temporaryFolder(), 'w.safetensors');
    await weights.write(path, { tensors: new Map([['htsat.bn0.weight', float32([1], 1)]]), metadata: {} });
    const { warnings } = await firstWeights([frozen('htsat.bn0.weight', [1]), mean], [path], weights, seededRandom(1));
    expect(warnings).toEqual(['1 of the frozen statistics are in no weight file and start at mean 0 and variance 1: htsat.bn0.running_mean']);
  });
});

describe('weights:pull and weights:list', () => {
  const file = { path: '/cache/w.pt', bytes: 5_000_000, sha256: 'ab', cached: false };
  const hubOf = (hub: Partial<WeightHub>) => ({ ...services(), weightHub: () => Promise.resolve({ cached: () => Promise.resolve(undefined), fetch: () => Promise.resolve(file), ...hub }) });

  it('fetches a known name with its published checksum', async () => {
    const asked: HubRequest[] = [];
    const report = await pullWeights(hubOf({ fetch: (request) => (asked.push(request), Promise.resolve(file)) }), { source: 'clip-vit-b32', folder: '/cache', signal });
    expect(asked[0]).toMatchObject({ url: expect.stringContaining('/ViT-B-32.pt'), sha256: '40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af', folder: '/cache' });
    expect(report.lines).toEqual(['clip-vit-b32 was fetched (5.0 MB, SHA-256 ab)', '/cache/w.pt']);
  });

  it('looks into what came before it is kept, and names its layout', async () => {
    const path = await aClip();
    const report = await pullWeights(hubOf({ fetch: async ({ check }) => (await check(path), file) }), { source: 'https://example.org/w.pt', folder: '/cache', signal });
    expect(report.lines[0]).toContain('was fetched: CLIP (Hugging Face)');
    await writeFile(path, '<html>');
    await expect(pullWeights(hubOf({ fetch: async ({ check }) => (await check(path), file) }), { source: 'https://example.org/w.pt', folder: '/cache', signal })).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED' });
  });

  it('names the nearest for a name that is not known, and the page of one that is published by hand', async () => {
    await expect(pullWeights(hubOf({}), { source: 'clip-vit-b23', folder: '/cache', signal })).rejects.toMatchObject({ code: 'WEIGHTS_UNKNOWN', exitCode: 2, fix: expect.stringContaining('clip-vit-b32') });
    await expect(pullWeights(hubOf({}), { source: 'htsat-audioset', folder: '/cache', signal })).rejects.toMatchObject({ code: 'WEIGHTS_BY_HAND', exitCode: 3, where: 'https://github.com/RetroCirce/HTS-Audio-Transformer' });
  });

  it('lists use, size, licence and source, and where a file is here', async () => {
    const { weights: listed, lines } = await listWeights(hubOf({ cached: ({ url }) => Promise.resolve(url.endsWith('ViT-B-32.pt') ? { ...file, cached: true } : undefined) }), { folder: '/cache' });
    expect(listed.find(({ name }) => name === 'clip-vit-b32')).toMatchObject({ path: '/cache/w.pt', bytes: 5_000_000, licence: 'MIT' });
    expect(listed.filter(({ path }) => path !== null)).toHaveLength(1);
    expect(lines.slice(0, 3)).toEqual(['clip-vit-b32        5.0 MB, MIT', '  CLIP image and text: few-shot, zero-shot', '  here: /cache/w.pt']);
  });
});
