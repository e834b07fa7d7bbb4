/** Paul Tol's "muted" scheme: nine hues that people with any colour vision can tell apart. */
const hues = ['#332288', '#88ccee', '#117733', '#ddcc77', '#cc6677', '#44aa99', '#882255', '#999933', '#aa4499'] as const;

const backgroundGrey = '#8a8f98';

/** Kinds of strip under a block; together with the hues they tell `9 × 4` classes apart. */
const strips = 4;

/** The colour of a class, the same on every figure; the class after the last one is background, grey. */
export function classColour(index: number, classes: number): string {
  return index >= classes ? backgroundGrey : hues[index % hues.length];
}

/** CSS classes that give a block the colour and strip of a class; background is hatched. */
export function classStyle(index: number, classes: number): string {
  if (index >= classes) return 'class background';
  return `class hue-${index % hues.length} strip-${Math.floor(index / hues.length) % strips}`;
}

/** Name of a class index, `background` for the one after the last. */
export const className = (index: number, classes: readonly string[]): string => classes[index] ?? 'background';

/** The rules behind {@link classStyle}. */
export function classRules(): string {
  return hues.map((hue, index) => `.hue-${index}{--class:${hue};--on-class:${inkOn(hue)}}`).join('\n');
}

/** Black or white, whichever has the larger contrast; it is at least 4.5 on every colour. */
export function inkOn(colour: string): '#000' | '#fff' {
  const level = luminance(colour);
  return (level + 0.05) / 0.05 > 1.05 / (level + 0.05) ? '#000' : '#fff';
}

/** Relative luminance of `#rrggbb`, 0 … 1 (WCAG 2.2). */
export function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
