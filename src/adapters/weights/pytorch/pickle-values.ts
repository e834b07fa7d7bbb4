/** What a pickle becomes: data, never an object that could do something. */
export type PickleValue = null | boolean | number | bigint | string | Uint8Array | readonly PickleValue[] | PickleList | PickleDict | PickleGlobal | PickleObject | PickleStorage | PickleTensor;

/** A list or set; tuples are plain arrays, which no operation changes. */
export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** The name of a function or class. Naming it does nothing. */
export class PickleGlobal {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  get path(): string {
    return this.module === '' ? this.name : `${this.module}.${this.name}`;
  }
}

/** An object of a known harmless class, as the data that it was saved with. */
export class PickleObject {
  state: PickleValue = null;

  constructor(
    readonly type: PickleGlobal,
    readonly content: PickleValue,
  ) {}
}

/** A storage that lies beside the pickle. */
export class PickleStorage {
  constructor(
    /** Its class, e.g. `torch.FloatStorage`. */
    readonly type: PickleGlobal,
    readonly key: string,
    /** First element of a part of the storage (legacy files). */
    readonly offset: number,
  ) {}
}

export class PickleTensor {
  constructor(
    readonly storage: PickleStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    /** Named by the tensor itself where its storage has no type. */
    readonly type: PickleGlobal | undefined,
  ) {}
}

export const isTuple = (value: PickleValue): value is readonly PickleValue[] => Array.isArray(value);
