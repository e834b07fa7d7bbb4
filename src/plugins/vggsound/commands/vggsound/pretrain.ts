import { trainCommand } from '../../../../contract/commands.js';
import { retrievalTask } from '../../../../contract/tasks.js';

/** Equations 8–11 on clips with one label each. */
export default trainCommand(retrievalTask, { topic: 'vggsound', verb: 'pretrain', recipe: 'pretrain', model: { target: 'clips' } });
