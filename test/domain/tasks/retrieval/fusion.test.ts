import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { constant } from '../../../../src/domain/graph/leaves.js';
import { fuseScores, fusionRules, type FusionRule } from '../../../../src/domain/tasks/retrieval/fusion.js';

async function fused(rule: FusionRule, visual: readonly number[], audio: readonly number[]): Promise<number[]> {
  const graph = buildGraph({ scores: fuseScores(rule, constant(visual, [1, visual.length]), constant(audio, [1, audio.length])) });
  const program = await createReferenceEngine().compile(graph, { initialState: new Map() });
  return Array.from((await program.run({})).scores.data);
}

const logits = fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 3, maxLength: 3 });
const probabilistic = ['fixed', 'paper', 'mean'] as const;

describe('Fusion of the two modalities', () => {
  it('knows every rule of the specification', () => {
    expect([...fusionRules].sort()).toEqual(['audio-only', 'fixed', 'image-only', 'mean', 'paper', 'published-few-shot', 'published-zero-shot']);
  });

  it.each(['fixed', 'mean'] as const)('gives logarithms of probabilities under %s', async (rule) => {
    await fc.assert(
      fc.asyncProperty(logits, logits, async (visual, audio) => {
        const scores = await fused(rule, visual, audio);
        expect(scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 6);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it.each(probabilistic)('does not depend under %s on a number added to all logits of a modality', async (rule) => {
    await fc.assert(
      fc.asyncProperty(logits, logits, fc.double({ min: -5, max: 5, noNaN: true }), async (visual, audio, offset) => {
        const plain = await fused(rule, visual, audio);
        const moved = await fused(rule, visual.map((x) => x + offset), audio);
        plain.forEach((score, k) => expect(Math.exp(moved[k])).toBeCloseTo(Math.exp(score), 6));
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it('lets the surer modality decide under fixed', async () => {
    const [first, second] = await fused('fixed', [10, 0, 0], [0, 0.2, 0]);
    expect(first).toBeGreaterThan(second);
  });

  it('shows the published ratio falling when the evidence of the sound rises', async () => {
    // ∂s/∂a < 0 while a < 0.414 v (spec/task-fewshot-zeroshot §5, v = 20, a = 3).
    const [less] = await fused('published-zero-shot', [20], [3]);
    const [more] = await fused('published-zero-shot', [20], [4]);
    expect(more).toBeLessThan(less);
  });
});
