import type { MetricRecord } from '../../domain/ports/run-store.js';
import type { SectionsContent } from '../../domain/ports/report.js';
import type { EncodedPicture, ReportPart, ReportSection, ReportSeries } from '../../domain/ports/report-section.js';
import type { DifferingSetting } from './differing-settings.js';
import type { MetricRow } from './metric-rows.js';
import { mainMetric, type BrokenRun, type NamedRun } from './run-summary.js';

/** As many lines as a picture can tell apart. */
const linesInPicture = 8;

/** The comparison as a page: metrics, learning curves, settings that differ. */
export function comparisonPage(runs: readonly NamedRun[], settings: readonly DifferingSetting[], metrics: readonly MetricRow[], broken: readonly BrokenRun[], versions: Readonly<Record<string, string>>, command: string): SectionsContent {
  const each = (value: (run: NamedRun) => string): string => [...new Set(runs.map(value))].join(', ');
  const columns = (head: string) => [{ title: head }, ...runs.map(({ name }) => ({ title: name, numeric: true }))];
  return {
    kind: 'sections',
    title: `${runs.length} runs compared`,
    task: each(({ config }) => config.task),
    dataset: { title: each(({ config }) => config.data.title), rendered: runs.some(({ config }) => config.data.rendered) },
    setup: { command, versions, engine: each(({ config: { engine } }) => (engine === undefined ? 'not recorded' : `${engine.name} ${engine.version}, ${engine.device}`)), seed: each(({ config }) => String(config.training.seed)), recipe: each(({ config }) => config.training.recipe), model: {} },
    notices: [
      ...broken.map(({ path, fault }) => `${path} is left out: ${fault}.`),
      ...runs.filter(({ state }) => state === 'running' || state === 'unfinished').map(({ name, epochs, config }) => `${name} is not finished: ${epochs} of ${config.training.epochs} epochs.`),
    ],
    reproduce: command,
    sections: [
      { title: leader(runs), parts: [{ kind: 'table', caption: 'Metrics; – is missing.', columns: columns('metric'), rows: metrics.map(({ name, digits, values }) => [name, ...values.map((value) => value?.toFixed(digits) ?? '–')]) }] },
      ...curves(runs),
      {
        title: settings.length === 0 ? 'No setting differs' : `${settings.length} settings differ`,
        parts: settings.length === 0 ? [] : [{ kind: 'table', caption: 'Settings that are not the same in all runs; – is absent.', columns: columns('setting'), rows: settings.map(({ key, values }) => [key, ...values.map((value) => value ?? '–')]) }],
      },
    ],
  };
}

/** Who is best where all were chosen by the same metric. */
function leader(runs: readonly NamedRun[]): string {
  const chosen = runs.flatMap(({ name, best }) => (best === null ? [] : [{ name, ...best }]));
  if (chosen.length < runs.length || new Set(chosen.map(({ metric, split }) => `${split} ${metric}`)).size > 1) return 'Metrics side by side';
  const first = chosen.reduce((high, run) => (run.value > high.value ? run : high));
  return `${first.name} has the best ${first.split} ${first.metric}: ${first.value.toFixed(2)} % in epoch ${first.epoch}`;
}

function curves(runs: readonly NamedRun[]): ReportSection<EncodedPicture>[] {
  const metric = runs.map(({ records }) => mainMetric(records)).find((name) => name !== undefined);
  const parts = [
    ...pictures(runs, 'Training loss per epoch', 'training loss', 'loss'),
    ...(metric === undefined ? [] : pictures(runs, `${metric} per epoch, by the split that chooses`, `${metric}, %`, metric)),
  ];
  return parts.length === 0 ? [] : [{ title: 'Learning curves', parts }];
}

function pictures(runs: readonly NamedRun[], caption: string, yTitle: string, field: string): ReportPart<EncodedPicture>[] {
  const lines = runs.map(({ name, records }): ReportSeries => ({ name, points: pointsOf(records, field) })).filter(({ points }) => points.length > 0);
  const groups = Array.from({ length: Math.ceil(lines.length / linesInPicture) }, (_, group) => lines.slice(group * linesInPicture, (group + 1) * linesInPicture));
  return groups.map((series, group) => ({ kind: 'lines', caption: groups.length === 1 ? caption : `${caption} (${group + 1} of ${groups.length})`, xTitle: 'epoch', yTitle, series }));
}

function pointsOf(records: readonly MetricRecord[], field: string): { x: number; y: number }[] {
  return records.flatMap((record) => (record.kind === 'epoch' && typeof record.epoch === 'number' && typeof record[field] === 'number' ? [{ x: record.epoch, y: record[field] }] : []));
}
