const unitBytes = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;

/** Texts that {@link bytesOf} reads: `8GiB`, `1.5 GB`, `4096`. */
export const byteSizePattern = new RegExp(`^(\\d+(?:\\.\\d+)?)\\s*(${Object.keys(unitBytes).join('|')})?$`);

/** `8GiB`, `1.5 GB`, `4096` → whole bytes; `undefined` for anything else and for nothing at all. */
export function bytesOf(text: string): number | undefined {
  const [, digits, unit = 'B'] = byteSizePattern.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Math.round(Number(digits) * unitBytes[unit as keyof typeof unitBytes]);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
