import { AvtoolError } from '../../contract/index.js';

export interface LabelList {
  readonly labels: readonly string[];
  /** Said more than once. */
  readonly repeated: readonly string[];
}

/** `['dog barking, church bell', 'siren']` → three labels; each counts once. @throws AvtoolError LABELS_EMPTY, LABELS_ALONE */
export function labelList(given: readonly string[]): LabelList {
  const all = given.flatMap((text) => text.split(',')).map((label) => label.trim()).filter((label) => label !== '');
  const labels = [...new Set(all)];
  if (labels.length === 0) throw new AvtoolError({ code: 'LABELS_EMPTY', message: 'there is no label to choose from', where: '--labels', fix: 'give names with commas between, e.g. --labels "dog barking,church bell"', exitCode: 2 });
  if (labels.length === 1) throw new AvtoolError({ code: 'LABELS_ALONE', message: `"${labels[0]}" is the only label: every clip would be that`, where: '--labels', fix: 'give at least one more to hold it against, e.g. --labels "dog barking,something else"', exitCode: 2 });
  return { labels, repeated: [...new Set(all.filter((label, k) => all.indexOf(label) !== k))] };
}
