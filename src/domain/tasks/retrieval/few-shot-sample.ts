import type { ClipEntry } from '../../ports/clip-store.js';
import type { Random } from '../../ports/random.js';
import { clipClasses } from './clip-targets.js';

export interface FewShotSample {
  /** In the order of the data set. */
  readonly ids: readonly string[];
  /** Classes with fewer clips than asked for, by index. */
  readonly short: readonly { readonly classIndex: number; readonly clips: number }[];
  /** Clips with several labels that stand in for a class without enough clips of its own (spec/task-fewshot-zeroshot §10.11). */
  readonly filled: number;
}

/**
 * `shots` clips of each class: drawn by the seed, or the first ones as published (§7). Clips with one label first; a class that is short of them is filled with
 * clips of several labels, and no clip is taken twice.
 * @param random absent: the first ones in the order of the data set, and only clips with one label (published)
 */
export function fewShotSample(entries: readonly ClipEntry[], classes: number, shots: number, random: Random | undefined): FewShotSample {
  const labelled = entries.map((entry) => ({ id: entry.id, labels: clipClasses(entry, classes) }));
  const taken = new Set<string>();
  const short: { classIndex: number; clips: number }[] = [];
  let filled = 0;
  for (let classIndex = 0; classIndex < classes; classIndex++) {
    const ofClass = labelled.filter(({ id, labels }) => labels.includes(classIndex) && !taken.has(id));
    const pick = (candidates: readonly { readonly id: string }[], stream: string): string[] => {
      const ids = candidates.map(({ id }) => id);
      return random === undefined ? ids : random.fork(`class ${classIndex}/${stream}`).shuffle(ids);
    };
    const single = pick(ofClass.filter(({ labels }) => labels.length === 1), 'one label').slice(0, shots);
    const others = random === undefined ? [] : pick(ofClass.filter(({ labels }) => labels.length > 1), 'several labels').slice(0, shots - single.length);
    filled += others.length;
    [...single, ...others].forEach((id) => taken.add(id));
    if (single.length + others.length < shots) short.push({ classIndex, clips: single.length + others.length });
  }
  return { ids: entries.map(({ id }) => id).filter((id) => taken.has(id)), short, filled };
}
