import type { BenchedEngine, BenchReport, FailedEngine, RunTimes } from './bench-report.js';

const lineWidth = 80;
const nameWidth = 17;

/** A table of at most 80 columns: milliseconds of both graphs, memory, largest difference; then the engines that did not run, and why. */
export function benchLines({ task, size, clips, steps, comparedWith, engines }: Pick<BenchReport, 'task' | 'size' | 'clips' | 'steps' | 'comparedWith' | 'engines'>): string[] {
  const measured = engines.filter((engine): engine is BenchedEngine => !('unavailable' in engine));
  const failed = engines.filter((engine): engine is FailedEngine => 'unavailable' in engine);
  const header = [
    `${task}, size ${size}, ${clips} ${clips === 1 ? 'clip' : 'clips'}; ${steps} runs after the first`,
    ...(comparedWith === undefined ? [] : [`differences are from ${comparedWith}`]),
    `${''.padEnd(nameWidth)}${'training step, ms'.padStart(22)}${'forward, ms'.padStart(22)}${'memory'.padStart(8)}${'largest'.padStart(10)}`,
    `${'engine'.padEnd(nameWidth)}${'median    min    max'.padStart(22)}${'median    min    max'.padStart(22)}${'MiB'.padStart(8)}${'difference'.padStart(11)}`,
  ];
  return [...header.map((line) => line.trimEnd()), ...measured.map(row), ...failed.flatMap(failure)];
}

const row = ({ name, trainingStep, forward, grownBytes, differences }: BenchedEngine): string =>
  `${name.padEnd(nameWidth)} ${timesText(trainingStep)} ${timesText(forward)}${String(Math.round(grownBytes / 2 ** 20)).padStart(8)}${differenceText(differences)}`;

const timesText = ({ median, min, max }: RunTimes): string => [median, min, max].map((value) => value.toFixed(value < 1000 ? 1 : 0).padStart(7)).join('');

const differenceText = (differences: BenchedEngine['differences']): string => (differences === undefined ? '-' : Math.max(differences.loss, differences.outputs).toExponential(1)).padStart(11);

function failure({ name, unavailable, fix }: FailedEngine): string[] {
  const text = [unavailable, ...(fix === undefined ? [] : [`(${fix})`])].join(' ').split(/\s+/);
  const lines = [''];
  for (const word of text) {
    const last = lines[lines.length - 1];
    if (last !== '' && nameWidth + 1 + last.length + 1 + word.length > lineWidth) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line, position) => `${(position === 0 ? name : '').padEnd(nameWidth)} ${line}`);
}
