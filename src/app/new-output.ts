import { AvtoolError } from '../domain/errors.js';
import type { Services } from './services.js';

/** @throws AvtoolError OUTPUT_THERE (exit 4): nothing is overwritten. @param flag that names the place */
export async function requireNew({ data }: Pick<Services, 'data'>, path: string | undefined, flag: string): Promise<void> {
  if (path === undefined || !(await data.exists(path))) return;
  throw new AvtoolError({ code: 'OUTPUT_THERE', message: 'this is there already, and nothing is overwritten', where: path, fix: `choose another place with ${flag}`, exitCode: 4 });
}
