import { definePlugin } from '../../contract/index.js';
import { vggsound40kDataset } from './vggsound-40k-dataset.js';
import { vggsoundDataset } from './vggsound-dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'vggsound', datasets: [vggsoundDataset, vggsound40kDataset] });
