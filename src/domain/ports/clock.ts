export interface Clock {
  /** Milliseconds since an arbitrary start, monotonic. */
  monotonicMilliseconds(): number;
  /** The wall clock. */
  now(): Date;
}
