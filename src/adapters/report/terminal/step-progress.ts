/** The open step of a reporter: how far it is and how fast. */
export interface StepProgress {
  readonly title: string;
  readonly total: number | undefined;
  readonly unit: string;
  readonly done: number;
  readonly facts: Readonly<Record<string, string>>;
  readonly elapsedSeconds: number;
}

/** Units per second over the whole step, `undefined` before the first unit. */
export function rateOf(progress: StepProgress): number | undefined {
  return progress.done > 0 && progress.elapsedSeconds > 0 ? progress.done / progress.elapsedSeconds : undefined;
}

/** `12/40 clips · 3.1 clips/s · 0:09 left · loss 0.412`, without what is not known. A fact that is a rate (`clips/s`) stands in the place of the unit's own. */
export function figuresOf(progress: StepProgress, separator: string): string {
  const { done, total, unit, facts } = progress;
  const rate = rateOf(progress);
  const shown = Object.entries(facts).map(([name, value]) => ({ isRate: name.endsWith('/s'), text: name.endsWith('/s') ? `${value} ${name}` : `${name} ${value}` }));
  const rates = shown.filter(({ isRate }) => isRate);
  if (total === undefined && done === 0) return '…';
  const figures = [`${done}${total === undefined ? '' : `/${total}`} ${unit}`, ...rates.map(({ text }) => text)];
  if (rate !== undefined && rates.length === 0) figures.push(`${rate >= 100 ? rate.toFixed(0) : rate.toFixed(1)} ${unit}/s`);
  if (rate !== undefined && total !== undefined && done < total) figures.push(`${durationText((total - done) / rate)} left`);
  return [...figures, ...shown.filter(({ isRate }) => !isRate).map(({ text }) => text)].join(separator);
}

/** `0:09`, `12:30`, `1:02:05`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
