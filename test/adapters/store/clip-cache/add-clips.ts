import { createClipStore } from '../../../../src/adapters/store/clip-cache/clip-store.js';
import { aDescription, anEntry, plainCodec, someMedia } from './a-clip.js';

// A process of its own for the tests: adds so many clips to a new cache, says so, and waits to be killed.
const [folder, count] = process.argv.slice(2);
const writer = await createClipStore(plainCodec).write(folder, aDescription());
for (let number = 0; number < Number(count); number++) await writer.add(anEntry({ id: `c${number}` }), someMedia(number));
process.stdout.write('added\n');
process.stdin.resume();
