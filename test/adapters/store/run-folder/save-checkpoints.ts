import { createRunStore } from '../../../../src/adapters/store/run-folder/run-store.js';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import { watchedFileSystem } from '../../files/faulty-file-system.js';
import { aCheckpoint } from './a-checkpoint.js';

// A process of its own for the tests: saves the checkpoints FIRST, FIRST + 1, … of a run and kills itself
// before the STEPth step of the file system. Prints each checkpoint whose saving has ended.
const [path, first, dieAt] = process.argv.slice(2);
let step = 0;
const fileSystem = watchedFileSystem(() => {
  if (step++ === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
});
const run = await createRunStore(createSafetensorsStore(fileSystem), fileSystem).open(path, 'write');
for (let number = Number(first); ; number++) {
  await run.saveCheckpoint('last', aCheckpoint({ step: number, count: 1000 }));
  process.stdout.write(`${number}\n`);
}
