/** 128 bits, as four signed 32-bit words, that name a generator: its start state, and what its forks derive from. */
export type SeedKey = readonly [number, number, number, number];

const golden = 0x9e3779b9;

/** The key of a seed; neighbouring seeds get unrelated keys. */
export function rootKey(seed: number): SeedKey {
  const high = Math.floor(seed / 2 ** 32);
  return spread(scramble(seed | 0), scramble((high | 0) ^ golden));
}

/** The key of a fork: a function of the parent's key and the label alone. */
export function childKey(parent: SeedKey, label: string): SeedKey {
  let a = parent[0] ^ parent[2];
  let b = parent[1] ^ parent[3];
  for (let i = 0; i < label.length; i++) {
    const unit = label.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193) ^ (b >>> 15);
    b = Math.imul(b + unit, 0x85ebca6b) ^ (a >>> 13);
  }
  return spread(scramble(a ^ label.length), scramble(b + golden));
}

function spread(a: number, b: number): SeedKey {
  const first = scramble(a + Math.imul(b, golden));
  const second = scramble(b + Math.imul(first, golden));
  const third = scramble(first ^ Math.imul(second, 0x85ebca6b));
  // The last bit is set because the all-zero state is the one from which the generator never moves.
  return [first, second, third, scramble(second ^ Math.imul(third, 0xc2b2ae35) ^ a) | 1];
}

/** Finaliser of MurmurHash3 (32 bit): a bijection in which every input bit changes about half of the output bits. */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
