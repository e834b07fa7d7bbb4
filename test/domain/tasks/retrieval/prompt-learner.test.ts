import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { constant, Scope } from '../../../../src/domain/graph/leaves.js';
import { learnedPrompts, type ContextPosition } from '../../../../src/domain/tasks/retrieval/prompt-learner.js';

/** Two texts [start][X][X][X][X][name …][rest …], one number a token; the names have one and two tokens. Context tokens are 91 … 94. */
async function promptsWith(position: ContextPosition): Promise<number[][]> {
  const embedded = constant([1, 5, 5, 5, 5, 10, 2, 0, 1, 5, 5, 5, 5, 20, 21, 2], [2, 8, 1]);
  const prompts = learnedPrompts(Scope.root(), embedded, [1, 2], { contextTokens: 4, position }, { kind: 'value', value: { dtype: 'float32', shape: [4, 1], data: Float32Array.of(91, 92, 93, 94) } });
  const graph = buildGraph({ prompts });
  const initialState = new Map([['ctx', { dtype: 'float32' as const, shape: [4, 1], data: Float32Array.of(91, 92, 93, 94) }]]);
  const { data } = (await (await createReferenceEngine().compile(graph, { initialState })).run({})).prompts;
  return [Array.from(data.slice(0, 8)), Array.from(data.slice(8))];
}

describe('Prompts with a learned context', () => {
  // spec/task-fewshot-zeroshot §4.
  it.each([
    ['end', [[1, 91, 92, 93, 94, 10, 2, 0], [1, 91, 92, 93, 94, 20, 21, 2]]],
    ['middle', [[1, 91, 92, 10, 93, 94, 2, 0], [1, 91, 92, 20, 21, 93, 94, 2]]],
    ['front', [[1, 10, 91, 92, 93, 94, 2, 0], [1, 20, 21, 91, 92, 93, 94, 2]]],
  ] as const)('put the class name at the %s', async (position, expected) => {
    expect(await promptsWith(position)).toEqual(expected);
  });
});
