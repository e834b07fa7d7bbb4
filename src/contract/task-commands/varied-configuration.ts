import { mergedSettings } from '../../app/model-plan.js';
import { AvtoolError } from '../../domain/errors.js';
import type { Ablation, AblationVariant } from '../../domain/experiments/ablation.js';
import type { Configuration, ConfigurationEntry } from '../../domain/ports/configuration.js';
import { leavesOf } from './train-settings.js';

/** The user's configuration with what a variant and a seed say over it. @param seed the configured one or the recipe's unless given */
export function variedConfiguration({ values, entries }: Configuration, { name, model = {} }: AblationVariant, seed?: number): Configuration {
  const own: ConfigurationEntry[] = [
    ...leavesOf(model, 'model.').map((leaf) => ({ ...leaf, origin: `variant ${name}` })),
    ...(seed === undefined ? [] : [{ key: 'train.seed', value: seed, origin: 'flag --seeds' }]),
  ];
  const replaced = new Set(own.map(({ key }) => key));
  return {
    values: { ...values, model: mergedSettings(values.model, model), train: { ...values.train, ...(seed !== undefined && { seed }) } },
    entries: [...entries.filter(({ key }) => !replaced.has(key)), ...own],
  };
}

/** What is varied cannot be chosen as well. @throws AvtoolError ABLATION_SETTING (exit 2) naming the setting and where it was set */
export function refuseVariedSettings({ entries }: Configuration, { name, variants }: Ablation): void {
  const varied = new Set(variants.flatMap(({ model = {} }) => leavesOf(model, 'model.').map(({ key }) => key)));
  const chosen = entries.find(({ key }) => varied.has(key));
  if (chosen === undefined) return;
  throw new AvtoolError({ code: 'ABLATION_SETTING', message: `${chosen.key} is what the ablation "${name}" varies, so it cannot be ${JSON.stringify(chosen.value)} for all`, where: chosen.origin, fix: 'leave it out', exitCode: 2 });
}
