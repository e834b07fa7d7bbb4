import type { ComparisonRow, EvaluationContent } from '../../../domain/ports/report.js';
import { barChart } from './charts/bar-chart.js';
import { clipsSentence } from './coverage.js';
import { figure, section } from './figure.js';
import { html, type Html } from './html-template.js';
import { metricWords } from '../../../domain/tasks/metric-words.js';
import { capitalised, distance, fixed, withSpread } from './number-text.js';
import { notices } from './origin.js';
import { scrolling, table } from './table.js';

/** The answer first: main metric, spread, baselines, on how many clips. */
export async function result(content: EvaluationContent): Promise<Html> {
  const { metrics, spread, split, coverage } = content;
  const measure = metricWords(metrics.main);
  const value = metrics.values[metrics.main];
  const covered = coverage.find((part) => part.split === split);
  const scope = covered === undefined ? `split ${split}` : `split ${split}: ${clipsSentence(covered)}`;
  return section(
    'result',
    finding(content),
    html`<p class="answer">${value === undefined ? '–' : withSpread(value, spread?.plusMinus, '%')} <small>${measure}${spread === undefined ? undefined : `, ± is the ${spread.meaning}`}</small></p>
<p>Measured on ${scope}.</p>
${notices(content.notices)}
${await chart(content, measure, value)}`,
  );
}

function finding({ metrics, spread, baselines }: EvaluationContent): string {
  const measure = metricWords(metrics.main);
  const value = metrics.values[metrics.main];
  if (value === undefined) return `No ${measure}: there was nothing to count`;
  const best = baselines.reduce<(typeof baselines)[number] | undefined>((high, baseline) => (high === undefined || baseline.value > high.value ? baseline : high), undefined);
  const headline = `${capitalised(measure)} ${withSpread(value, spread?.plusMinus, '%')}`;
  return best === undefined ? headline : `${headline}, ${distance(value, best.value, '%')} ${best.name} (${fixed(best.value, 1)} %)`;
}

async function chart(content: EvaluationContent, measure: string, value: number | undefined): Promise<Html> {
  const { metrics, spread, baselines, dataset } = content;
  const others = Object.entries(metrics.values).map(([name, number]) => [metricWords(name), fixed(number, 2)]);
  const numbers = table('Every metric, per cent', [{ title: 'metric' }, { title: 'value, %', numeric: true }], [...others, ...baselines.map((baseline) => [`${measure} of baseline ${baseline.name}`, fixed(baseline.value, 2)])]);
  if (value === undefined) return numbers;
  const rows: ComparisonRow[] = [
    { name: 'this model', mean: value, spread: spread?.plusMinus, n: 1 },
    ...baselines.map(({ name, value: mean, spread: plusMinus }) => ({ name, mean, spread: plusMinus, n: 1, baseline: true })),
  ];
  const picture = baselines.length === 0 ? `This model’s ${measure}` : `This model beside ${baselines.length === 1 ? 'its baseline' : 'its baselines'}`;
  return figure(dataset, {
    finding: picture,
    body: scrolling(picture, await barChart(`${picture}: bars of ${measure} in per cent`, measure, '%', rows)),
    reading: 'Bars start at zero.',
    numbers,
    key: 'result',
  });
}
