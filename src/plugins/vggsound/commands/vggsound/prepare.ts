import { prepareCommand } from '../../../../contract/commands.js';

export default prepareCommand({ name: 'vggsound' });
