import { verifyCommand } from '../../../../contract/commands.js';

export default verifyCommand({ name: 'llp' });
