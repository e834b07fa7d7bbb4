import { definePlugin } from '../../contract/index.js';
import { folderDataset } from './folder-dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'folder', datasets: [folderDataset] });
