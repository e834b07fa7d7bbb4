/** Finished markup. A class, because `instanceof` cannot be forged by data read from a file. */
export class Html {
  constructor(readonly markup: string) {}
}

export type HtmlPart = Html | string | number | undefined | readonly Html[];

/** Builds markup; every interpolated string is escaped, only {@link Html} goes in as it is. `undefined` leaves nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((text, piece, index) => text + toMarkup(parts[index - 1]) + piece));
}

/** Markup made elsewhere (a drawn chart, a style sheet) that is known to be safe. */
export const trustedMarkup = (markup: string): Html => new Html(markup);

/** Text without control characters and without the marks that turn the direction of reading; they can make a name look like another. */
export function visibleText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Text for element content and for attribute values in either kind of quotes. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function toMarkup(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return part.map((piece) => piece.markup).join('');
}
