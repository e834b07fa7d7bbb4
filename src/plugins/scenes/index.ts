import { definePlugin } from '../../contract/index.js';
import { seenCombosDataset, unseenCombosDataset } from './combos/combos-datasets.js';
import { scenesClip } from './combos/scenes-clip.js';
import { scenesDataset } from './scenes-dataset.js';
import { scenesQuestionsDataset } from './scenes-questions-dataset.js';
import { scenesTiny } from './scenes-tiny.js';

export const plugin = definePlugin({ contract: 1, name: 'scenes', datasets: [scenesDataset, scenesQuestionsDataset, seenCombosDataset, unseenCombosDataset], encoders: [scenesTiny, scenesClip] });
