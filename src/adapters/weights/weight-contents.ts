import type { OpenWeights } from '../../domain/ports/weight-store.js';

/** What a reader of one format finds in an open file. */
export type WeightContents = Omit<OpenWeights, 'close'>;
