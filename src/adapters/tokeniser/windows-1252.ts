/** Windows-1252's characters of the bytes 0x80 … 0x9F; the five bytes it leaves free stand for themselves. */
const characters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const bytes: ReadonlyMap<string, number> = new Map([...characters].map((character, index) => [character, 0x80 + index]));

/** The character that a byte from 0x80 to 0x9F means in Windows-1252. */
export const windows1252Character = (byte: number): string => characters[byte - 0x80];

/** The byte of a character in Windows-1252 or, where that has another one there, in Latin-1; `undefined` outside both. */
export function singleByte(character: string): number | undefined {
  const code = character.charCodeAt(0);
  return code < 0x100 ? code : bytes.get(character);
}
