/** The byte values whose own character stands for them, in the order of GPT-2's vocabulary. */
const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
const others = range(0, 0xff).filter((byte) => !printable.includes(byte));

/** The characters that stand for the 256 bytes in byte-pair vocabularies, in the order of GPT-2's vocabulary. Spec task-fewshot-zeroshot §1.6. */
export const standIns: readonly string[] = [...printable.map((byte) => String.fromCharCode(byte)), ...others.map((_, index) => String.fromCharCode(0x100 + index))];

const ofByte: readonly string[] = (() => {
  const order = [...printable, ...others];
  return range(0, 0xff).map((byte) => standIns[order.indexOf(byte)]);
})();

/** A text's UTF-8 bytes as stand-in characters. */
export const byteCharacters = (text: string): string => Array.from(new TextEncoder().encode(text), (byte) => ofByte[byte]).join('');

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
