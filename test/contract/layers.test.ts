import { afterAll, describe, expect, it, vi } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { createReferenceEngine } from '../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import * as layers from '../../src/contract/layers.js';
import { gradients } from '../../src/domain/graph/gradients.js';
import { buildGraph, type Graph } from '../../src/domain/graph/graph.js';
import { mergeCommonSubexpressions } from '../../src/domain/graph/passes/common-subexpressions.js';
import { costReport } from '../../src/domain/graph/passes/cost-report.js';
import type { Engine } from '../../src/domain/ports/engine.js';
import { initialState } from '../../src/domain/training/initialise.js';

type Layers = typeof layers;

const bottleneck = { reduction: 2, groups: 2, batchNorm: true, gate: false, layerNormBefore: true, layerNormAfter: true };

/** An adapter whose loss and gradients are made by one copy of the layers, in scopes and contexts of avtool's own. */
function adapterGraph({ attendLatentTokens, bottleneck: narrow, projectPrompt, multiHeadAttention, reduceSum, tanh }: Layers): Graph {
  const scope = layers.Scope.root();
  const context = layers.ForwardContext.trainingWithoutNoise();
  const x = layers.input('x', [2, 4, 8]);
  const P = projectPrompt(scope, layers.input('prompt', [2, 3, 5]), 4, 8);
  const attended = multiHeadAttention(scope.child('self'), P, P, P, { heads: 2 }).output;
  const residual = narrow(scope, attendLatentTokens(scope, x, attended, 2), bottleneck, 'relu', context);
  const loss = reduceSum(tanh(residual));
  const learnt = [...scope.tensors()].filter(([, { origin }]) => origin.kind === 'variable' && origin.variable.trainable);
  const towards = gradients(loss, learnt.map(([, tensor]) => tensor));
  return mergeCommonSubexpressions(buildGraph({ residual, loss, ...Object.fromEntries(learnt.flatMap(([name], k) => (towards[k] === undefined ? [] : [[`gradient ${name}`, towards[k]]]))) }, context.updates()));
}

async function compute(engine: Engine, graph: Graph): Promise<Record<string, number[]>> {
  const value = (shape: readonly number[], seed: number) => {
    const random = seededRandom(seed);
    return { dtype: 'float32' as const, shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) };
  };
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, seededRandom(1)) });
  const result = await program.run({ x: value([2, 4, 8], 2), prompt: value([2, 3, 5], 3) });
  await program.dispose();
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Array.from(data)]));
}

describe('the layers that plugins build models from', () => {
  const engines: Readonly<Record<string, Engine>> = { reference: createReferenceEngine(), onnxruntime: createOnnxruntimeEngine({ threads: 1 }) };
  afterAll(async () => {
    for (const engine of Object.values(engines)) await engine.dispose();
  });

  it('are functions, and classes that cannot be told from them: no operator of the graph, no table, no state', () => {
    expect(Object.entries(layers).filter(([, value]) => typeof value !== 'function').map(([name]) => name)).toEqual([]);
  });

  it.each(Object.keys(engines))('of a plugin’s own copy make a network that %s computes like avtool’s, gradients and all', async (name) => {
    const copy = await anotherCopy();
    const [own, foreign] = [await compute(engines[name], adapterGraph(layers)), await compute(engines[name], adapterGraph(copy))];
    expect(Object.keys(own).filter((output) => output.startsWith('gradient ')).length).toBeGreaterThan(15);
    expect(foreign).toEqual(own);
  });

  it('of a plugin’s own copy are counted like avtool’s', async () => {
    const countOf = (graph: Graph) => costReport(graph, { partOf: () => 'all', isLayerWeight: (parameter) => parameter.endsWith('weight') }).total;
    expect(countOf(adapterGraph(await anotherCopy()))).toEqual(countOf(adapterGraph(layers)));
  });

  /** As a plugin has it that brings the contract package along. */
  async function anotherCopy(): Promise<Layers> {
    vi.resetModules();
    const copy = await import('../../src/contract/layers.js');
    expect(copy.add).not.toBe(layers.add);
    return copy;
  }
});
