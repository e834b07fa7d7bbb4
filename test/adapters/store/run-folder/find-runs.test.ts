import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRuns } from '../../../../src/adapters/store/run-folder/find-runs.js';
import { createRunStore } from '../../../../src/adapters/store/run-folder/run-store.js';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import { temporaryFolder } from '../../files/temporary-folder.js';

async function filesIn(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  return folder;
}

describe('looking for runs', () => {
  it('finds them at any depth of a grid, broken ones too, and nothing else', async () => {
    const folder = await filesIn(await temporaryFolder(), [
      'b/config.json', 'b/metrics.jsonl', 'b/checkpoints/last.safetensors',
      'grid/cells/S.seed-1/metrics.jsonl',
      'cut/checkpoints/last.safetensors', 'cut/log.txt',
      'model/config.json',
      '.hidden/metrics.jsonl',
      'node_modules/metrics.jsonl',
    ]);
    await symlink(join(folder, 'b'), join(folder, 'linked'));
    expect((await findRuns(folder)).map(({ path }) => relative(folder, path))).toEqual(['b', 'cut', join('grid', 'cells', 'S.seed-1')]);
  });

  it('takes the folder itself where it is one, and says on which splits it was measured', async () => {
    const folder = await filesIn(await temporaryFolder(), ['metrics.jsonl', 'evaluation-test.json', 'evaluation-hard-val.json', 'report.html']);
    expect(await findRuns(folder)).toEqual([{ path: folder, busy: false, evaluated: ['hard-val', 'test'] }]);
  });

  it('says of a run that a process is writing it', async () => {
    const folder = join(await temporaryFolder(), 'run');
    const run = await createRunStore(createSafetensorsStore()).create(folder);
    await run.appendMetrics({ kind: 'epoch' });
    expect(await findRuns(folder)).toMatchObject([{ busy: true }]);
    await run.close();
    expect(await findRuns(folder)).toMatchObject([{ busy: false }]);
  });

  it('refuses a folder that is not there', async () => {
    await expect(findRuns(join(await temporaryFolder(), 'gone'))).rejects.toMatchObject({ code: 'FOLDER_MISSING', exitCode: 3 });
  });
});
