import { describe, it } from 'vitest';
import { findFfmpeg } from '../../../src/adapters/media/ffmpeg-command/find-ffmpeg.js';
import { openMedia } from '../../../src/adapters/media/open-media.js';
import { describeMediaContract } from '../../suites/media/media-contract.js';

const found = await findFfmpeg();
if (found.available) describeMediaContract('ffmpeg command', await openMedia('ffmpeg'));
else describe('media contract: ffmpeg command', () => it.skip(`cannot run here: ${found.reason}`));
