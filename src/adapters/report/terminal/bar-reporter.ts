import type { Clock } from '../../../domain/ports/clock.js';
import type { Reporter } from '../../../domain/ports/reporter.js';
import { figuresOf } from './step-progress.js';
import type { StepProgress } from './step-progress.js';
import type { TerminalStream } from './terminal-stream.js';

const redrawPeriodMilliseconds = 100;
const usualColumns = 80;
const barColumns = 24;
const leastBarColumns = 8;
const eraseLine = '\r\u001b[2K';

export interface BarStyle {
  readonly unicode: boolean;
  readonly colour: boolean;
}

/** For a terminal: one line that is redrawn, at most ten times a second, and never wider than the window. */
export function createBarReporter(stream: TerminalStream, clock: Clock, style: BarStyle): Reporter {
  let step: (Omit<StepProgress, 'elapsedSeconds'> & { readonly startedAt: number }) | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;

  const draw = () => {
    if (step === undefined) return;
    drawnAt = clock.monotonicMilliseconds();
    const progress = { ...step, elapsedSeconds: (drawnAt - step.startedAt) / 1000 };
    stream.write(`${eraseLine}${lineOf(progress, (stream.columns ?? usualColumns) - 1, style)}`);
  };
  const line = (text: string) => {
    stream.write(`${step === undefined ? '' : eraseLine}${text}\n`);
    draw();
  };
  return {
    start(title, total, unit) {
      step = { title, total, unit, done: 0, facts: {}, startedAt: clock.monotonicMilliseconds() };
      draw();
    },
    advance(done, facts) {
      if (step === undefined) return;
      step = { ...step, done, facts: facts ?? step.facts };
      if (clock.monotonicMilliseconds() - drawnAt >= redrawPeriodMilliseconds || done === step.total) draw();
    },
    finish(summary) {
      const opened = step !== undefined;
      step = undefined;
      stream.write(`${opened ? eraseLine : ''}${summary}\n`);
    },
    info: line,
    warn: (text) => line(`${style.colour ? '\u001b[33mWarning:\u001b[39m' : 'Warning:'} ${text}`),
  };
}

/** Title, bar and figures in at most `columns` characters; the bar shrinks, then goes, when there is no room. */
function lineOf(progress: StepProgress, columns: number, style: BarStyle): string {
  const figures = figuresOf(progress, style.unicode ? ' · ' : '  ');
  const text = `${progress.title} ${figures}`;
  const room = Math.min(barColumns, columns - text.length - 1);
  const fraction = progress.total === undefined || progress.total === 0 ? undefined : Math.min(1, progress.done / progress.total);
  if (fraction === undefined || room < leastBarColumns) return text.slice(0, columns);
  const bar = barOf(fraction, room, style.unicode);
  return `${progress.title} ${style.colour ? `\u001b[36m${bar}\u001b[39m` : bar} ${figures}`;
}

function barOf(fraction: number, columns: number, unicode: boolean): string {
  const inner = unicode ? columns : columns - 2;
  const filled = Math.round(fraction * inner);
  return unicode ? '█'.repeat(filled) + '░'.repeat(inner - filled) : `[${'#'.repeat(filled)}${'-'.repeat(inner - filled)}]`;
}
