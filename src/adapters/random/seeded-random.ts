import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random, RandomState } from '../../domain/ports/random.js';
import { childKey, rootKey, type SeedKey } from './seed-key.js';

const keyWords = 4;
const generatorWords = 4;
const stateLength = keyWords + generatorWords + 2;

/** The generator (xoroshiro128+) that belongs to a seed.
 *  Its state is ten numbers: key [4] (what forks derive from), generator [4], spare normal present (0 or 1), spare normal.
 *  @param seed any safe integer @throws RangeError for anything else */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`);
  return new SeededRandom(rootKey(seed));
}

class SeededRandom implements Random {
  private generator;
  private spareNormal: number | undefined;

  constructor(private key: SeedKey) {
    this.generator = xoroshiro128plusFromState(key);
  }

  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Marsaglia's polar form of Box–Muller: every second call returns the spare of the one before. */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const squared = x * x + y * y;
      if (squared >= 1 || squared === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
      this.spareNormal = y * scale;
      return x * scale;
    }
  }

  integer(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound < 1) {
      throw new RangeError(`bound must be a positive safe integer, got ${bound}`);
    }
    return uniformInt(this.generator, 0, bound - 1);
  }

  /** Fisher–Yates. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
    }
    return shuffled;
  }

  fork(label: string): Random {
    return new SeededRandom(childKey(this.key, label));
  }

  state(): RandomState {
    const hasSpare = this.spareNormal === undefined ? 0 : 1;
    return [...this.key, ...this.generator.getState(), hasSpare, this.spareNormal ?? 0];
  }

  restore(state: RandomState): void {
    if (state.length !== stateLength) {
      throw new RangeError(`generator state must have ${stateLength} numbers, got ${state.length}`);
    }
    this.key = [state[0], state[1], state[2], state[3]];
    this.generator = xoroshiro128plusFromState(state.slice(keyWords, keyWords + generatorWords));
    this.spareNormal = state[stateLength - 2] === 1 ? state[stateLength - 1] : undefined;
  }
}
