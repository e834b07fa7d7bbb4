import type { UseCaseReport } from '../../app/use-case-requests.js';

export interface DryRunReport extends UseCaseReport {
  readonly dryRun: true;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** What a command would have read and written. Nothing is downloaded by any command. */
export function dryRunReport(reads: readonly string[], writes: readonly string[]): DryRunReport {
  const lines = [...reads.map((path) => `would read   ${path}`), ...writes.map((path) => `would write  ${path}`), 'would download nothing'];
  return { dryRun: true, reads, writes, lines };
}
