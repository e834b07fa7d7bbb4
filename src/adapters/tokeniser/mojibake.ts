import { singleByte } from './windows-1252.js';

/** Well-formed UTF-8 of two bytes and more (Unicode table 3-7), each byte as the character of that number. */
const utf8Sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/g;

interface Sequence {
  readonly start: number;
  /** As it stands in the text. */
  readonly characters: string;
  /** What it means read as UTF-8. */
  readonly decoded: string;
}

/** What stands in no single-byte encoding known here. */
const unknownByte = '\u0100';

/** Text is seldom read wrongly more than twice. */
const mostLayers = 4;

/** One line whose UTF-8 was read as Windows-1252 (`Ã©` for `é`), once or several times, set right; a line that may be meant as it is stays as it is. */
export function repairMojibake(line: string): string {
  let repaired = line;
  for (let layer = 0; layer < mostLayers; layer++) {
    const before = repaired;
    repaired = repairLayer(before);
    if (repaired === before) break;
  }
  return repaired;
}

/** Where the whole line reads as UTF-8, one convincing sequence is enough for all; otherwise only convincing ones are replaced. */
function repairLayer(line: string): string {
  if (!/[\xc2-\xf4]/.test(line)) return line;
  const asBytes = line.replace(/[^\x00-\x7f]/g, (character) => {
    const byte = singleByte(character);
    return byte === undefined ? unknownByte : String.fromCharCode(byte);
  });
  const sequences = [...asBytes.matchAll(utf8Sequence)].map(({ 0: bytes, index }) => ({
    start: index,
    characters: line.slice(index, index + bytes.length),
    decoded: decodeUtf8(bytes),
  }));
  const convincing = new Set(convincingSequences(line, sequences));
  if (convincing.size === 0) return line;
  const wholeLine = !/[\x80-\u0100]/.test(asBytes.replace(utf8Sequence, ''));
  return replaceSequences(line, wholeLine ? sequences : sequences.filter((sequence) => convincing.has(sequence)));
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const decodeUtf8 = (bytes: string): string => utf8.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));

function replaceSequences(line: string, sequences: readonly Sequence[]): string {
  let repaired = '';
  let done = 0;
  for (const { start, characters, decoded } of sequences) {
    repaired += line.slice(done, start) + decoded;
    done = start + characters.length;
  }
  return repaired + line.slice(done);
}

/** Sequences that no writer means, alone or because three of two bytes follow each other (`ÐŸÑ€Ð¸`). */
function convincingSequences(line: string, sequences: readonly Sequence[]): Sequence[] {
  return sequences.filter((sequence, index) => isConvincing(line, sequence) || inRun(sequences, index));
}

function inRun(sequences: readonly Sequence[], index: number): boolean {
  let first = index;
  while (first > 0 && index - first < 2 && followsDirectly(sequences[first - 1], sequences[first])) first--;
  let last = index;
  while (last + 1 < sequences.length && last - first < 2 && followsDirectly(sequences[last], sequences[last + 1])) last++;
  return last - first >= 2;
}

const followsDirectly = (a: Sequence, b: Sequence): boolean => a.start + a.characters.length === b.start && /\p{L}/u.test(a.decoded) && /\p{L}/u.test(b.decoded);

/** Punctuation and letters that may stand behind an accented letter in a text that is meant so. */
const ordinary = /^[\xa0\xad«»‹›“”‘’…–—•·©®™¡¿ªº¹²³šžœŠŽŒ]+$/;

function isConvincing(line: string, { start, characters, decoded }: Sequence): boolean {
  if (/[\p{Cn}\p{Co}\p{Cc}]/u.test(decoded)) return false;
  const [lead, rest] = [characters[0], characters.slice(1)];
  if (/[\x80-\x9f]/.test(rest) || rest.length === 3) return true;
  if (rest.length === 2) return !ordinary.test(rest);
  if (!/[ÂÃÄÅ]/.test(lead)) return false;
  const before = line.slice(Math.max(0, start - 1), start);
  if (/\p{Ll}/u.test(before)) return true;
  if (/\p{Lu}/u.test(before)) return !ordinary.test(rest);
  return /[ÂÃ]/.test(lead) ? !/[“”‘’…–—‹›šžœŠŽŒ]/.test(rest) : !ordinary.test(rest) && rest !== '±';
}
