import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/domain/ports/engine.js';
import { goldenEngines } from './suites/golden/engines.js';
import { goldenKinds } from './suites/golden/kinds/index.js';
import { largeCases } from './suites/golden/large-cases.js';
import { listCases } from './suites/golden/load-case.js';
import { runCase } from './suites/golden/run-case.js';

const kinds = new Map(goldenKinds.map((kind) => [kind.kind, kind]));
const cases = listCases().flatMap(({ id, kind: name }) => {
  const kind = kinds.get(name);
  return kind === undefined || largeCases.has(id) ? [] : [{ id, kind }];
});
const casesOf = (engineName: string) => cases.filter(({ id }) => !goldenEngines[engineName].limits.has(id));

/** The mask decoder at its published size takes the reference engine about a minute. */
const slowCaseMilliseconds = 300_000;

const engineNames = Object.keys(goldenEngines).filter((name) => goldenEngines[name].commandOnly === undefined);

describe.each(engineNames)('golden cases on %s', (engineName) => {
  let engine: Engine;
  beforeAll(() => {
    engine = goldenEngines[engineName].create();
  });
  afterAll(() => engine.dispose());

  it.each(casesOf(engineName).map(({ id, kind }) => [id, engineName, kind] as const))('%s equals the PyTorch numbers on %s', async (id, _, kind) => {
    expect((await runCase(id, kind, engine)).failures).toEqual([]);
  }, slowCaseMilliseconds);
});
