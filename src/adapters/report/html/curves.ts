import type { EvaluationContent } from '../../../domain/ports/report.js';
import type { MetricRecord } from '../../../domain/ports/run-store.js';
import { lineChart, type LineChart, type Series } from './charts/line-chart.js';
import { figure, section } from './figure.js';
import { html, type Html } from './html-template.js';
import { series, thinned } from './learning-records.js';
import { metricWords } from '../../../domain/tasks/metric-words.js';
import { counted, distance, fixed } from './number-text.js';
import { scrolling, table } from './table.js';

const mostPoints = 300;

/** Loss and accuracy over the epochs (and the loss over the steps) of the training that made the model. */
export async function curves({ learning, metrics, dataset }: EvaluationContent): Promise<Html> {
  const measure = metricWords(metrics.main);
  const selection = series(learning, 'epoch', metrics.main, selectionSplit(learning));
  const training = series(learning, 'epoch', 'trainAccuracy', 'training');
  const charts = await drawn([
    { label: 'Training loss per epoch', xTitle: 'epoch', yTitle: 'training loss', series: [series(learning, 'epoch', 'loss', 'training')] },
    { label: `Training and selection ${measure} per epoch`, xTitle: 'epoch', yTitle: `${measure}, %`, top: 100, series: [selection, training] },
    { label: 'Training loss per step', xTitle: 'step', yTitle: 'training loss', series: [thinned(series(learning, 'step', 'loss', 'training'), mostPoints)] },
  ]);
  if (charts.length === 0) return section('learning', 'No learning curve', html`<p>The run folder holds no record of an epoch.</p>`);
  return section(
    'learning',
    finding(measure, selection, training),
    figure(dataset, {
      finding: 'Loss and accuracy while training',
      body: html`<div class="charts">${charts}</div>`,
      reading: `Vertical axes start at zero. Loss per step is the mean of neighbouring records where there are more than ${mostPoints}.`,
      numbers: epochTable(learning, measure, metrics.main),
      key: 'learning',
    }),
  );
}

const drawn = (charts: readonly LineChart[]): Promise<Html[]> =>
  Promise.all(
    charts
      .map((chart) => ({ ...chart, series: chart.series.filter(({ points }) => points.length > 0) }))
      .filter(({ series: lines }) => lines.length > 0)
      .map(async (chart) => scrolling(chart.label, await lineChart(chart))),
  );

/** The split that chose the checkpoint, as the records name it. */
function selectionSplit(records: readonly MetricRecord[]): string {
  const named = records.find(({ kind, split }) => kind === 'epoch' && typeof split === 'string');
  return typeof named?.split === 'string' ? named.split : 'selection split';
}

function finding(measure: string, selection: Series, training: Series): string {
  if (selection.points.length === 0) return 'The loss while training';
  const best = selection.points.reduce((high, point) => (point.y > high.y ? point : high));
  const beside = training.points.find(({ x }) => x === best.x);
  const gap = beside === undefined ? '' : `; training ${measure} is then ${distance(beside.y, best.y, '%')} it`.replace('the same as it', 'the same');
  return `Best ${measure} ${fixed(best.y, 1)} % (${selection.name}) at epoch ${best.x}, ${counted(selection.points.length, 'epoch')} trained${gap}`;
}

function epochTable(records: readonly MetricRecord[], measure: string, main: string): Html {
  const columns = [
    { field: 'epoch', title: 'epoch', digits: 0 },
    { field: 'loss', title: 'training loss', digits: 4 },
    { field: 'trainAccuracy', title: 'training accuracy, %', digits: 2 },
    { field: main, title: `${measure} (${selectionSplit(records)}), %`, digits: 2 },
    { field: 'learningRate', title: 'learning rate', digits: 7 },
    { field: 'seconds', title: 'time, s', digits: 1 },
  ];
  const rows = records.filter(({ kind }) => kind === 'epoch').map((record) => columns.map(({ field, digits }) => fixed(typeof record[field] === 'number' ? record[field] : undefined, digits)));
  return table('Epochs', columns.map(({ title }) => ({ title, numeric: true })), rows);
}
