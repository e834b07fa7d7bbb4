import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/domain/ports/engine.js';
import { goldenEngines } from './suites/golden/engines.js';
import { goldenKinds } from './suites/golden/kinds/index.js';
import { listCases } from './suites/golden/load-case.js';
import { runCase } from './suites/golden/run-case.js';

const kinds = new Map(goldenKinds.map((kind) => [kind.kind, kind]));
/** ave-model-full makes 1.75 GB of weights: `npm run golden -- --full`. */
const cases = listCases().filter(({ id, kind }) => kinds.has(kind) && id !== 'ave-model-full');

describe.each(Object.keys(goldenEngines))('golden cases on %s', (engineName) => {
  let engine: Engine;
  beforeAll(() => {
    engine = goldenEngines[engineName]();
  });
  afterAll(() => engine.dispose());

  it.each(cases.map(({ id, kind }) => [id, engineName, kind]))('%s equals the PyTorch numbers on %s', async (id, _, kindName) => {
    const kind = kinds.get(kindName);
    expect(kind).toBeDefined();
    if (kind === undefined) return;
    expect((await runCase(id, kind, engine)).failures).toEqual([]);
  });
});
