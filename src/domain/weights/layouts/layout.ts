/** Where a tensor of a file belongs in avtool's models. */
export interface Placement {
  /** Our parameter's name. */
  readonly name: string;
  /** Row block of a tensor that the file keeps in three: 0 query, 1 key, 2 value. */
  readonly third?: 0 | 1 | 2;
  /** Whether the matrix is ours transposed. */
  readonly transposed?: boolean;
}

/** How a family of files names what avtool's models hold. */
export interface WeightLayout {
  /** For people, e.g. `Swin-V2 (timm 1.x)`. */
  readonly name: string;
  /** Whether these are its names. */
  recognises(names: ReadonlySet<string>): boolean;
  place(name: string): Placement;
}

/** A regular expression for a name and what replaces it. */
export type Renaming = readonly (readonly [pattern: RegExp, replacement: string])[];

/** Applies the first renaming that fits; other names stay. */
export function renamed(name: string, renaming: Renaming): string {
  const fitting = renaming.find(([pattern]) => pattern.test(name));
  return fitting === undefined ? name : name.replace(...fitting);
}

/** The row block by its number. */
export const thirdOf = (index: number): 0 | 1 | 2 => (index === 0 ? 0 : index === 1 ? 1 : 2);
