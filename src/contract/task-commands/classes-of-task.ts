import { AvtoolError } from '../../domain/errors.js';
import type { CommandContext } from '../command/avtool-command.js';

/** How many classes the data set has that is called as the task. @throws AvtoolError CLASSES_UNKNOWN where its annotations alone say them */
export async function classesOfTask(task: string, plugins: CommandContext['plugins']): Promise<number> {
  const { classes } = await plugins.dataset(task);
  if (classes !== 'from-annotations') return classes.length;
  throw new AvtoolError({ code: 'CLASSES_UNKNOWN', message: `the classes of the data set ${task} are in its annotations`, fix: 'count with avtool model:cost TASK --classes N', exitCode: 2 });
}
