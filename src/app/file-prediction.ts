import type { Json } from '../domain/ports/run-store.js';
import type { ShownPrediction } from '../domain/tasks/task.js';

/** What was predicted for one window of a file. */
export interface WindowPrediction {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly state: string;
  readonly shown: ShownPrediction;
}

/** What is said about one file: its windows in order of time, or why there is none. */
export interface FilePrediction {
  readonly file: string;
  /** Of the first window. */
  readonly state: string;
  readonly detail: string | undefined;
  readonly windows: readonly WindowPrediction[];
}

/** For other programs: a file of one window has its values itself, a longer one a list `windows`. */
export function fileValues({ file, state, detail, windows }: FilePrediction): Readonly<Record<string, Json | undefined>> {
  if (windows.length < 2) return { file, state, detail, ...windows[0]?.shown.values };
  return { file, state, detail, windows: windows.map(({ shown, ...window }) => ({ ...window, ...shown.values })) };
}

/** A file and what was predicted for it, as a person reads it. */
export function filePredictionLines({ file, state, detail, windows }: FilePrediction): string[] {
  const [first, ...others] = windows;
  const why = detail === undefined ? '' : `: ${detail}`;
  if (first === undefined) return [`${file}: no prediction, ${state}${detail === undefined ? '' : ` (${detail})`}`];
  const oddity = state === 'ok' ? '' : `  [${state}${why}]`;
  const [head, ...rest] = first.shown.lines;
  if (others.length === 0) return [`${file}: ${head}${oddity}`, ...rest.map((line) => `  ${line}`)];
  return [`${file}: ${windows.length} windows${oddity}`, ...windows.flatMap(windowLines)];
}

function windowLines({ startSeconds, endSeconds, shown }: WindowPrediction): string[] {
  const [head, ...rest] = shown.lines;
  return [`  ${clock(startSeconds)}–${clock(endSeconds)}  ${head}`, ...rest.map((line) => `    ${line}`)];
}

/** `75` → `1:15`, `3675` → `1:01:15`. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
