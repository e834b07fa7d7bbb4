import { decodeHTML, decodeHTMLStrict } from 'entities/decode';
import { windows1252Character } from './windows-1252.js';

const reference = /&(?:#([0-9]+);?|#[xX]([0-9a-fA-F]+);?|[^\t\n\f <&#;]{1,32};?)/gu;

/** One HTML5 unescape, as Python's `html.unescape` does it: names without semicolon too, where HTML allows them, and numbers. Spec task-fewshot-zeroshot §1.6. */
export const unescapeHtml = (text: string): string =>
  text.replace(reference, (whole: string, decimal: string | undefined, hexadecimal: string | undefined) => {
    if (decimal !== undefined) return ofNumber(Number.parseInt(decimal, 10));
    return hexadecimal === undefined ? decodeHTML(whole) : ofNumber(Number.parseInt(hexadecimal, 16));
  });

/** Only the references that end in a semicolon, which no other text contains. */
export const unescapeCertainHtml = (text: string): string =>
  text.replace(/&#?[0-9A-Za-z]{1,24};/g, (whole) => {
    if (!whole.startsWith('&#')) return decodeHTMLStrict(whole);
    const decoded = unescapeHtml(whole);
    return decoded.includes(';') ? whole : decoded;
  });

/** HTML's rules for numbers: replacement of what is no character, Windows-1252 in the C1 range, nothing for what HTML forbids. */
function ofNumber(code: number): string {
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return '\ufffd';
  if (code >= 0x80 && code <= 0x9f) return windows1252Character(code);
  const forbidden = (code < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(code)) || code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return forbidden ? '' : String.fromCodePoint(code);
}
