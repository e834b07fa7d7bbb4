/** One number of a run's course. */
export interface EventScalar {
  /** Names with a common part before the slash stand together, e.g. `val/accuracy`. */
  readonly tag: string;
  readonly step: number;
  readonly seconds: number;
  readonly value: number;
}

/** Writes the course of runs for programs that draw it. */
export interface EventLogWriter {
  /** Writes a folder of one run; the same call again replaces what it wrote. @returns the file @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4) */
  write(folder: string, scalars: readonly EventScalar[]): Promise<string>;
}
