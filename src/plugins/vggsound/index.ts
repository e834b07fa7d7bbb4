import { definePlugin } from '../../contract/index.js';
import { vggsoundDataset } from './vggsound-dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'vggsound', datasets: [vggsoundDataset] });
