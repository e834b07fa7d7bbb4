import { trainCommand } from '../../../../contract/commands.js';
import { groundingTask } from '../../../../contract/tasks.js';

/** Stage 1; stage 2 starts from it by `avqa:train --weights RUN/checkpoints/best.safetensors`. */
export default trainCommand(groundingTask);
