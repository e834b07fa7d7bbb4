import { readRunConfig } from './run-config.js';
import type { Services } from './services.js';

/** The clip cache that a run was begun on, as it was given then. @throws AvtoolError RUN_MISSING, RUN_CONFIG */
export async function recordedCache({ runs }: Services, runFolder: string): Promise<string> {
  const run = await runs.open(runFolder, 'read');
  try {
    return (await readRunConfig(run)).cacheFolder;
  } finally {
    await run.close();
  }
}
