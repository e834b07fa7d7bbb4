import { classColour, className, classStyle } from '../class-colours.js';
import { html, trustedMarkup, type Html } from '../html-template.js';
import { fixed, percentLength } from '../number-text.js';

const shown = 5;

/** The likeliest classes of a clip with their probabilities; true ones are always among them. */
export function topClasses(probabilities: readonly number[], truth: readonly number[], classes: readonly string[]): Html {
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a]);
  const listed = order.filter((index, rank) => rank < shown || (truth.includes(index) && index < classes.length));
  const rows = listed.map((index) => {
    const rank = order.indexOf(index) + 1;
    const name = html`<span class="swatch ${classStyle(index, classes.length)}"></span>${className(index, classes)}${truth.includes(index) ? html` <strong>(true)</strong>` : undefined}`;
    return html`<tr><td class="number">${rank}</td><th scope="row" class="swatched">${name}</th><td class="number">${fixed(probabilities[index], 3)}</td><td><span class="scale"><span style="width:${percentLength(probabilities[index])};background:${trustedMarkup(classColour(index, classes.length))}"></span></span></td></tr>\n`;
  });
  return html`<table><caption>Likeliest classes over the whole clip; bars from 0 to 1</caption><thead><tr><th scope="col" class="number">rank</th><th scope="col">class</th><th scope="col" class="number">probability</th><th scope="col">0 … 1</th></tr></thead><tbody>${rows}</tbody></table>`;
}
