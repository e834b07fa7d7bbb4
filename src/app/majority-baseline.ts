/** Accuracy in per cent of always predicting the most frequent label of these segments. */
export function majorityAccuracy(truths: readonly (readonly number[])[]): number {
  const counts = new Map<number, number>();
  for (const label of truths.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : (100 * Math.max(...counts.values())) / total;
}
