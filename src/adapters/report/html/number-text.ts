/** A number with fixed digits; what is not a number is shown as missing. */
export function fixed(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits).replace('-', '−');
}

/** A value with its unit and, when known, its spread: `71.3 ± 1.2 %`. */
export function withSpread(value: number, spread: number | undefined, unit: string): string {
  return `${fixed(value, 1)}${spread === undefined ? '' : ` ± ${fixed(spread, 1)}`} ${unit}`.trimEnd();
}

/** How far `value` is above or below `other`; differences of percentages are points. */
export function distance(value: number, other: number, unit: string): string {
  const difference = value - other;
  const size = `${fixed(Math.abs(difference), 1)} ${unit === '%' ? 'points' : unit}`.trimEnd();
  return Number(fixed(Math.abs(difference), 1)) === 0 ? 'the same as' : `${size} ${difference > 0 ? 'above' : 'below'}`;
}

/** `1 clip`, `3 clips`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A share of 100 as a CSS length, kept inside the bar. */
export const percentLength = (share: number): string => `${(100 * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0))).toFixed(1)}%`;

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
