import { AvtoolError } from '../../domain/errors.js';
import type { ModelSettings } from '../../domain/tasks/task.js';

/** What labels are compared with. */
export type Target = 'segments' | 'clips';

/**
 * The user's model settings with the target that the labels of a data set allow; segments have a prompt for background unless the user says otherwise.
 * @param offered the usual one first
 * @throws AvtoolError TARGET_UNKNOWN (exit 2) for one that the labels do not allow
 */
export function targetSettings(model: ModelSettings, offered: readonly Target[]): ModelSettings & { readonly target: Target } {
  const target = offered.find((candidate) => candidate === (model.target ?? offered[0]));
  if (target === undefined) throw new AvtoolError({ code: 'TARGET_UNKNOWN', message: `the target cannot be ${JSON.stringify(model.target)} here`, where: 'model.target', fix: `known: ${offered.join(', ')}`, exitCode: 2 });
  return { background: target === 'segments', ...model, target };
}
