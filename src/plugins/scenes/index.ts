import { definePlugin } from '../../contract/index.js';
import { scenesDataset } from './scenes-dataset.js';
import { scenesTiny } from './scenes-tiny.js';

export const plugin = definePlugin({ contract: 1, name: 'scenes', datasets: [scenesDataset], encoders: [scenesTiny] });
