import { htmlReportWriter } from '../../src/adapters/report/html/html-report-writer.js';
import { summarise } from '../../src/domain/experiments/statistics.js';
import type { ComparisonContent, ComparisonRow } from '../../src/domain/ports/report.js';
import { comparisonLine, numberAt } from './comparison-rows.js';
import { variants, type Variant } from './variants.js';

export interface VariantResult {
  readonly variant: Variant;
  readonly seed: number;
  /** What `ave:eval --json` gave. */
  readonly evaluation: Record<string, unknown>;
}

/** Mean and spread of every variant over its seeds, as a table for the terminal and as a page. */
export async function compareVariants(results: readonly VariantResult[], run: { seeds: readonly number[]; command: string; seconds: number }): Promise<{ lines: string[]; html: string }> {
  const majority = numberAt(results[0].evaluation, 'baselines', 0, 'value');
  const rows: ComparisonRow[] = [
    { name: 'majority class', mean: majority, n: 1, note: 'always the most frequent label of the test clips (background)' },
    ...variants.map((variant) => rowOf(variant, results.filter((result) => result.variant === variant))),
  ];
  const clips = numberAt(results[0].evaluation, 'clips', 'evaluated');
  const remarks = findings(rows);
  const content: ComparisonContent = {
    kind: 'comparison',
    title: 'Does guidance between the encoders help on rendered scenes?',
    task: 'audio-visual event localisation',
    dataset: { title: 'Rendered scenes (avtool)', rendered: true },
    setup: { command: run.command, versions: {}, engine: 'onnxruntime, cpu', seed: run.seeds.join(', '), recipe: 'fixed', model: {} },
    notices: [],
    reproduce: run.command,
    measure: 'segment accuracy',
    unit: '%',
    spreadMeaning: `standard deviation over ${run.seeds.length} seeds`,
    rows,
    remarks,
  };
  const lines = [
    `Segment accuracy on ${clips} test clips of unseen seeds, mean ± standard deviation over seeds ${run.seeds.join(', ')}:`,
    ...rows.map(comparisonLine),
    ...remarks,
  ];
  return { lines, html: await htmlReportWriter.render(content) };
}

function rowOf(variant: Variant, results: readonly VariantResult[]): ComparisonRow {
  const { n, mean, deviation } = summarise(results.map(({ evaluation }) => numberAt(evaluation, 'metrics', 'accuracy'))) ?? { n: 0, mean: 0 };
  return { name: variant.name, mean, n, note: variant.note, ...(deviation !== undefined && { spread: deviation }), ...(variant.folder === 'late' && { baseline: true }) };
}

/** What the numbers say, and no more. */
function findings(rows: readonly ComparisonRow[]): string[] {
  const of = (name: string): ComparisonRow => {
    const row = rows.find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`no row "${name}"`);
    return row;
  };
  const difference = (a: ComparisonRow, b: ComparisonRow): string => {
    const gap = a.mean - b.mean;
    const noise = Math.hypot(a.spread ?? 0, b.spread ?? 0);
    const size = `${Math.abs(gap).toFixed(1)} points`;
    return Math.abs(gap) <= noise ? `${a.name} and ${b.name} differ by ${size}, within the spread over seeds (${noise.toFixed(1)})` : `${a.name} is ${size} ${gap > 0 ? 'above' : 'below'} ${b.name}`;
  };
  return [
    `${difference(of('DG-SCT'), of('late fusion'))}.`,
    `${difference(of('DG-SCT'), of('adapters, zero prompt'))}: this is what guidance alone adds to the same adapters.`,
    `${difference(of('late fusion'), of('audio only'))}; ${difference(of('late fusion'), of('vision only'))}.`,
  ];
}
