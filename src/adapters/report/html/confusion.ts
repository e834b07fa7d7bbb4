import type { EvaluationContent } from '../../../domain/ports/report.js';
import { heatMap } from './charts/heat-map.js';
import { figure, section } from './figure.js';
import type { Html } from './html-template.js';
import { counted } from './number-text.js';
import { scrolling, table } from './table.js';

/** True classes against predicted ones, background last. */
export async function confusion({ metrics, dataset }: EvaluationContent): Promise<Html> {
  const names = metrics.perClass.map(({ name }) => name);
  const label = 'True against predicted classes, counts of segments';
  const rows = metrics.confusion.map((row, truth) => [names[truth], ...row.map(String)]);
  return section(
    'confusion',
    finding(names, metrics.confusion),
    figure(dataset, {
      finding: label,
      body: scrolling(label, await heatMap(label, names, metrics.confusion)),
      reading: 'A row is a true class; a cell is as strongly coloured as its share of the row. Empty cells are zero.',
      numbers: table('Segments by true class (rows) and predicted class (columns)', [{ title: 'true \\ predicted' }, ...names.map((title) => ({ title, numeric: true }))], rows),
      key: 'confusion',
    }),
  );
}

function finding(names: readonly string[], counts: readonly (readonly number[])[]): string {
  const mistakes = counts.flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count }))).filter(({ truth, predicted, count }) => truth !== predicted && count > 0);
  if (mistakes.length === 0) return 'No segment was mistaken for another class';
  const { truth, predicted, count } = mistakes.reduce((most, mistake) => (mistake.count > most.count ? mistake : most));
  const total = counts[truth].reduce((sum, value) => sum + value, 0);
  return `Most frequent mistake: ${names[truth]} taken for ${names[predicted]} (${count} of ${counted(total, 'segment')})`;
}
