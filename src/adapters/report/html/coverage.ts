import { usableStates, type ClipState } from '../../../domain/ports/clip-store.js';
import type { EvaluationContent, SplitCoverage } from '../../../domain/ports/report.js';
import { renderedMark, section } from './figure.js';
import { html, type Html } from './html-template.js';
import { counted } from './number-text.js';
import { table } from './table.js';

const stateWords: Readonly<Record<ClipState, string>> = {
  ok: 'complete',
  short: 'short',
  silent: 'silent',
  missing: 'missing',
  unreadable: 'unreadable',
  'no-audio': 'without a sound track',
  'no-video': 'without a picture track',
  'bad-annotation': 'with a faulty annotation',
};
const states = Object.keys(stateWords) as ClipState[];

/** `398 of 402 clips; 3 missing, 1 unreadable`. */
export function clipsSentence(split: SplitCoverage): string {
  const lost = states.filter((state) => !usableStates.includes(state) && count(split, state) > 0).map((state) => `${count(split, state)} ${stateWords[state]}`);
  return `${usable(split)} of ${counted(all(split), 'clip')}${lost.length === 0 ? '' : `; ${lost.join(', ')}`}`;
}

/** What became of every annotation row, per split. */
export function coverage({ coverage: splits, split: evaluated, dataset }: EvaluationContent): Html {
  const shown = states.filter((state) => state === 'ok' || splits.some((split) => count(split, state) > 0));
  const lost = splits.reduce((sum, split) => sum + all(split) - usable(split), 0);
  const rows = splits.map((split) => [
    split.split + (split.split === evaluated ? ' (evaluated)' : ''),
    String(usable(split)),
    String(all(split)),
    ...shown.map((state) => String(count(split, state))),
  ]);
  const columns = [{ title: 'split' }, { title: 'used', numeric: true }, { title: 'rows', numeric: true }, ...shown.map((state) => ({ title: stateWords[state], numeric: true }))];
  return section(
    'coverage',
    lost === 0 ? 'Every annotated clip was used' : `${counted(lost, 'annotated clip')} could not be used`,
    html`<p>${renderedMark(dataset)}</p>${table('Clips by what became of them; complete, short and silent ones are used', columns, rows)}`,
  );
}

const count = (split: SplitCoverage, state: ClipState): number => split.clips[state] ?? 0;
const all = (split: SplitCoverage): number => states.reduce((sum, state) => sum + count(split, state), 0);
const usable = (split: SplitCoverage): number => usableStates.reduce((sum, state) => sum + count(split, state), 0);
