import { definePlugin } from '../../contract/index.js';
import { lavishMethod } from './lavish-method.js';

export const plugin = definePlugin({ contract: 1, name: 'lavish', adapters: [lavishMethod] });
