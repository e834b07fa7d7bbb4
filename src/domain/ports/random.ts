/** Serialised generator state: restoring it continues the same sequence. */
export type RandomState = readonly number[];

/** The project's only source of randomness: seeded, splittable, resumable. */
export interface Random {
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in 0 … bound − 1. */
  integer(bound: number): number;
  /** A new array with the items in random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent generator that depends only on this one's seed and the label, not on what was drawn before. */
  fork(label: string): Random;
  state(): RandomState;
  restore(state: RandomState): void;
}
