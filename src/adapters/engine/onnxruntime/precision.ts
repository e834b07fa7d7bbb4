import type { DType } from '../../../domain/graph/tensor.js';

/** What the graph's float32 is computed in: `float64` is for holding results against exact numbers, five times slower and twice as large. */
export type Precision = 'float32' | 'float64';

/** Element type of an array that a session is fed or fetched. */
export type StorageType = DType | 'float64';

export const storageType = (dtype: DType, precision: Precision): StorageType => (dtype === 'float32' ? precision : dtype);

export const bytesOf: Readonly<Record<StorageType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };
