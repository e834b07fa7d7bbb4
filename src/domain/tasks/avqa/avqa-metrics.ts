/** What a question is about, as MUSIC-AVQA has it: modality and kind, e.g. `Audio-Visual`, `Counting`. */
export type QuestionKind = readonly [modality: string, kind: string];

export interface AnsweredQuestion {
  readonly kind: QuestionKind;
  readonly right: boolean;
}

/** Share of right answers over all questions, by modality and by kind within a modality; a group without questions is left out. spec/task-avqa §7. */
export function avqaAccuracy(questions: readonly AnsweredQuestion[]): { readonly overall: number; readonly groups: ReadonlyMap<string, number> } {
  const shareOf = (group: readonly AnsweredQuestion[]): number => group.filter(({ right }) => right).length / group.length;
  const groups = new Map<string, AnsweredQuestion[]>();
  for (const question of questions) {
    const [modality, kind] = question.kind;
    for (const name of [groupName(modality), groupName(modality, kind)]) groups.set(name, [...(groups.get(name) ?? []), question]);
  }
  return { overall: shareOf(questions), groups: new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => [name, shareOf(group)])) };
}

/** `Audio-Visual`, `Counting` → `audioVisualCounting`. */
export function groupName(modality: string, kind = ''): string {
  const words = `${modality} ${kind}`.split(/[^A-Za-z]+/).filter(Boolean);
  return words.map((word, k) => (k === 0 ? word.toLowerCase() : word[0].toUpperCase() + word.slice(1).toLowerCase())).join('');
}
