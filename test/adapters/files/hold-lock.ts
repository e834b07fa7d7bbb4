import { lockFolder } from '../../../src/adapters/files/folder-lock.js';

// A process of its own for the tests: takes the lock of a folder, says so, and stays until its input ends.
const folder = process.argv[2];
await lockFolder(folder, 'RUN').then(
  () => process.stdout.write('locked\n'),
  (error: unknown) => process.stdout.write(`${error instanceof Error && 'code' in error ? String(error.code) : String(error)}\n`),
);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
