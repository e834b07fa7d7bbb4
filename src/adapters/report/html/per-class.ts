import type { EvaluationContent } from '../../../domain/ports/report.js';
import { classColour, classStyle } from './class-colours.js';
import { figure, section } from './figure.js';
import { html, trustedMarkup, type Html } from './html-template.js';
import { fixed, percentLength } from './number-text.js';
import { scrolling, table } from './table.js';

type PerClass = EvaluationContent['metrics']['perClass'];

/** Accuracy of every class as bars from zero, in the order of the class list. */
export function perClass({ metrics, dataset }: EvaluationContent): Html {
  const classes = metrics.perClass.length - 1;
  const rows = metrics.perClass.map(
    ({ name, accuracy, segments }, index) => html`<tr><th scope="row" class="swatched"><span class="swatch ${classStyle(index, classes)}"></span>${name}</th><td class="number">${segments}</td><td class="number">${fixed(accuracy, 1)}</td>
<td>${accuracy === undefined ? 'no segments' : html`<span class="scale"><span style="width:${percentLength(accuracy / 100)};${fill(index, classes)}"></span></span>`}</td></tr>\n`,
  );
  const body = html`<table><caption>Share of the segments of a true class that got this class</caption>
<thead><tr><th scope="col">class</th><th scope="col" class="number">segments</th><th scope="col" class="number">accuracy, %</th><th scope="col"><span class="scale-ends"><span>0 %</span><span>50 %</span><span>100 %</span></span></th></tr></thead>
<tbody>${rows}</tbody></table>`;
  return section(
    'classes',
    finding(metrics.perClass),
    figure(dataset, {
      finding: 'Accuracy per true class',
      body: scrolling('Accuracy per true class', body),
      numbers: table('Accuracy per true class', [{ title: 'class' }, { title: 'segments', numeric: true }, { title: 'accuracy, %', numeric: true }], metrics.perClass.map(({ name, segments, accuracy }) => [name, String(segments), fixed(accuracy, 3)])),
      key: 'classes',
    }),
  );
}

const fill = (index: number, classes: number): Html => trustedMarkup(index >= classes ? 'background:var(--line-strong)' : `background:${classColour(index, classes)}`);

function finding(perClass: PerClass): string {
  const counted = perClass.flatMap(({ name, accuracy }) => (accuracy === undefined ? [] : [{ name, accuracy }])).sort((a, b) => b.accuracy - a.accuracy);
  if (counted.length < 2) return 'Accuracy per class';
  const [best, worst] = [counted[0], counted[counted.length - 1]];
  return `Best class: ${best.name} (${fixed(best.accuracy, 1)} %); worst: ${worst.name} (${fixed(worst.accuracy, 1)} %)`;
}
