import { elementCount, formatShape, sameShape } from '../../../domain/graph/shapes.js';
import type { TensorType, TensorValue } from '../../../domain/graph/tensor.js';
import { ownEngineArray } from './engine-array.js';
import type { Precision } from './precision.js';
import type { VariableStore } from './variable-stores.js';
import type { StorePiece, StoreValues } from './worker-messages.js';

/** Where each variable of a program lies in the worker's stores. */
export class StorePieces {
  private readonly places = new Map<string, { readonly type: TensorType; readonly piece: StorePiece }>();

  constructor(
    stores: readonly VariableStore[],
    private readonly precision: Precision,
  ) {
    stores.forEach(({ variables }, store) => {
      let offset = 0;
      for (const { name, dtype, shape } of variables) {
        const length = elementCount(shape);
        this.places.set(name, { type: { dtype, shape }, piece: { store, offset, length } });
        offset += length;
      }
    });
  }

  names(): string[] {
    return [...this.places.keys()];
  }

  /** @throws Error for an unknown name */
  place(name: string): { readonly type: TensorType; readonly piece: StorePiece } {
    const place = this.places.get(name);
    if (place === undefined) throw new Error(`the program has no variable "${name}"`);
    return place;
  }

  /** Copies of the values, ready to be handed over. @throws Error for an unknown or missing name, or another type, naming it */
  valuesOf(values: ReadonlyMap<string, TensorValue>, names: Iterable<string> = values.keys()): StoreValues[] {
    return [...names].map((name) => {
      const { type, piece } = this.place(name);
      const value = values.get(name);
      if (value === undefined) throw new Error(`variable "${name}" has no initial value`);
      checkValue(`variable "${name}"`, type, value);
      return { ...piece, values: ownEngineArray(value, this.precision) };
    });
  }
}

/** @throws Error where a value's type, shape or length is not the expected one */
export function checkValue(what: string, { dtype, shape }: TensorType, value: TensorValue): void {
  if (value.dtype !== dtype || !sameShape(value.shape, shape)) {
    throw new Error(`${what} is ${dtype}${formatShape(shape)}, got ${value.dtype}${formatShape(value.shape)}`);
  }
  if (value.data.length !== elementCount(shape)) throw new Error(`${what} has shape ${formatShape(shape)} but ${value.data.length} values`);
}
