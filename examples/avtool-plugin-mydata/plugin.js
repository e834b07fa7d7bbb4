import { definePlugin } from '@avtool/plugin';
import { dataset } from './dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'mydata', datasets: [dataset] });
