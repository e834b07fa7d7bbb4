/** Proves a data set: the checks that those of avtool pass. Published as `avtool/testkit`; needs no test runner. */
export { checkDataset, datasetChecks } from '../domain/data/dataset-checks.js';
export type { CheckResult, DatasetCheck, DatasetFiles } from '../domain/data/dataset-checks.js';
import { datasetChecks } from '../domain/data/dataset-checks.js';
import type { DatasetFiles } from '../domain/data/dataset-checks.js';
import type { DatasetDefinition } from '../domain/data/dataset.js';

/** What is used of a test runner: vitest, Jest, Mocha and `node:test` have both. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => void) => unknown;
}

/** One test for every check. @param files a small, valid annotation by file name, as `parse` gets it: a few records of every split */
export function describeDataset(definition: DatasetDefinition, files: DatasetFiles, { describe, it }: TestRunner): void {
  describe(`the data set ${definition.name}, by the contract`, () => {
    for (const check of datasetChecks) {
      it(check.name, () => {
        const reason = check.fault(definition, files);
        if (reason !== undefined) throw new Error(reason);
      });
    }
  });
}
