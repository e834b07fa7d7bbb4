import { fill } from '../fill.js';
import type { GoldenKind } from '../golden-kind.js';

/** The fill rule itself: the two arrays that the case names. */
export const fillKind: GoldenKind = {
  kind: 'fill',
  compute: async () => ({ expected: { demo: fill('demo', [5], 0, 1), weights: fill('layers.0.weight', [3, 4], 0.5, 2) }, gradients: {} }),
};
