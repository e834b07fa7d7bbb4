/** What a long use case tells while it works. The terminal, plain lines and files are adapters. */
export interface Reporter {
  /** A step with a known or unknown number of units begins; at most one is open. */
  start(title: string, total: number | undefined, unit: string): void;
  /** `done` units are finished; `facts` are shown beside the bar, in order, e.g. `{ loss: '0.412', 'clips/s': '31' }`. */
  advance(done: number, facts?: Readonly<Record<string, string>>): void;
  /** The open step is finished; `summary` is one line that stays. */
  finish(summary: string): void;
  info(line: string): void;
  warn(line: string): void;
}
