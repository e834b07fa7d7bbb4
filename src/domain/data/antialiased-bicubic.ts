/** Weights of one output sample over consecutive source samples. */
export interface Taps {
  readonly first: number;
  /** Sum to 1. */
  readonly weights: readonly number[];
}

/**
 * Bicubic taps (a = −0.5) whose support grows with the reduction, as Pillow has them. spec/task-fewshot-zeroshot §1.2.
 * @returns one entry an output sample
 */
export function antialiasedTaps(inputs: number, outputs: number): Taps[] {
  const scale = inputs / outputs;
  const filterScale = Math.max(scale, 1);
  const support = 2 * filterScale;
  return Array.from({ length: outputs }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(inputs, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, k) => cubic((first + k - centre + 0.5) / filterScale));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: raw.map((weight) => weight / total) };
  });
}

function cubic(x: number): number {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
}
