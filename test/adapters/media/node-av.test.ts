import { describe, it } from 'vitest';
import { loadNodeAv } from '../../../src/adapters/media/node-av/load-node-av.js';
import { openMedia } from '../../../src/adapters/media/open-media.js';
import { describeMediaContract } from '../../suites/media/media-contract.js';

const found = await loadNodeAv();
if (found.available) describeMediaContract('node-av', await openMedia('node-av'));
else describe('media contract: node-av', () => it.skip(`cannot run here: ${found.reason}`));
