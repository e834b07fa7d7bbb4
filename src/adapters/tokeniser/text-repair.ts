import { unescapeCertainHtml } from './html-entities.js';
import { repairMojibake } from './mojibake.js';
import { windows1252Character } from './windows-1252.js';

/** Each pass takes one layer of damage off; no honest text has more. */
const mostPasses = 16;

/**
 * Text repair before CLIP's byte pairs: UTF-8 read as Windows-1252, ligatures, full-width forms, curly quotes, line ends, half surrogates,
 * terminal escapes, control characters; NFC. Line by line; HTML is unescaped on the way up to the first line with a `<`.
 * Spec task-fewshot-zeroshot §1.6 (1).
 */
export function repairText(text: string): string {
  let html = true;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      html &&= !line.includes('<');
      return repairLine(line, html);
    })
    .join('');
}

function repairLine(line: string, html: boolean): string {
  let repaired = line;
  for (let pass = 0; pass < mostPasses; pass++) {
    const before = repaired;
    repaired = onePass(html ? unescapeCertainHtml(before) : before);
    if (repaired === before) break;
  }
  return repaired;
}

const onePass = (text: string): string =>
  repairMojibake(text)
    .replace(/[\x80-\x9f]/g, (character) => windows1252Character(character.charCodeAt(0)))
    .replace(/[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬄﬆ]/g, (ligature) => ligature.normalize('NFKC'))
    .replaceAll('ﬅ', 'ſt')
    .replace(/[\u3000\uff01-\uffef]/g, (wide) => wide.normalize('NFKC'))
    .replace(/[\u02bc\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/\r\n|[\r\u2028\u2029\x85]/g, '\n')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\x1b\[[\d;]*[a-zA-Z]/g, '')
    .replace(/[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, '')
    .normalize('NFC');
