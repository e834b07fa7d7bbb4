import { parseArgs } from 'node:util';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { goldenEngines } from './engines.js';
import type { GoldenKind } from './golden-kind.js';
import { goldenKinds } from './kinds/index.js';
import { largeCases } from './large-cases.js';
import { listCases, type CaseEntry } from './load-case.js';
import { runCase } from './run-case.js';

const { values: options } = parseArgs({
  options: { engine: { type: 'string', multiple: true }, only: { type: 'string' }, full: { type: 'boolean', default: false } },
});
process.exitCode = await main(options.engine ?? Object.keys(goldenEngines), options.only, options.full);

/** Runs every case (or those of one kind, or one case) on the engines and prints a line each. @returns the exit code */
async function main(engineNames: readonly string[], only: string | undefined, full: boolean): Promise<number> {
  const cases = listCases().filter(({ id, kind }) => only === undefined || kind === only || id === only);
  const kinds = new Map(goldenKinds.map((kind) => [kind.kind, kind]));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const name of engineNames) {
    const golden = goldenEngines[name];
    if (golden === undefined) throw new Error(`no engine "${name}"; there are ${Object.keys(goldenEngines).join(', ')}`);
    const engine = golden.create();
    try {
      for (const entry of cases) counts[await report(entry, kinds.get(entry.kind), { name, engine, limits: golden.limits, full })]++;
    } finally {
      await engine.dispose();
    }
  }
  print(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

interface Setting {
  readonly name: string;
  readonly engine: Engine;
  readonly limits: ReadonlyMap<string, string>;
  readonly full: boolean;
}

async function report({ id, kind: kindName }: CaseEntry, kind: GoldenKind | undefined, { name, engine, limits, full }: Setting): Promise<'passed' | 'failed' | 'skipped'> {
  const reason = kind === undefined ? `kind "${kindName}" is not implemented` : (limits.get(id) ?? (full ? undefined : largeCases.get(id)));
  if (kind === undefined || reason !== undefined) {
    print(`skip ${id} ${name}: ${reason}`);
    return 'skipped';
  }
  try {
    const { largestError, array, failures } = await runCase(id, kind, engine);
    print(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${id} ${name} ${largestError.toExponential(2)} ${array}`);
    for (const failure of failures) print(`     ${failure}`);
    return failures.length === 0 ? 'passed' : 'failed';
  } catch (error) {
    print(`FAIL ${id} ${name} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 'failed';
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
