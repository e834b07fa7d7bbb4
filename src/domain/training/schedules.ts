/** The learning rate in force during epoch or step 0, 1, … */
export type Schedule = (index: number) => number;

/** rate · gamma^⌊index / stepSize⌋. */
export const stepSchedule =
  ({ rate, stepSize, gamma }: { readonly rate: number; readonly stepSize: number; readonly gamma: number }): Schedule =>
  (index) =>
    rate * gamma ** Math.floor(index / stepSize);

/** rate · gamma^(number of milestones ≤ index). */
export const multiStepSchedule =
  ({ rate, milestones, gamma }: { readonly rate: number; readonly milestones: readonly number[]; readonly gamma: number }): Schedule =>
  (index) =>
    rate * gamma ** milestones.filter((milestone) => milestone <= index).length;

/** minimum + (rate − minimum)(1 + cos(π index / period))/2. */
export const cosineSchedule =
  ({ rate, minimum, period }: { readonly rate: number; readonly minimum: number; readonly period: number }): Schedule =>
  (index) =>
    minimum + ((rate - minimum) * (1 + Math.cos((Math.PI * index) / period))) / 2;

/** Linear warm-up to the full rate at step `warmupSteps` − 1, then a cosine from the full rate down to the minimum at `totalSteps`. */
export function cosineWarmupSchedule(options: { readonly rate: number; readonly minimum: number; readonly warmupSteps: number; readonly totalSteps: number }): Schedule {
  const { rate, minimum, warmupSteps, totalSteps } = options;
  const falling = cosineSchedule({ rate, minimum, period: totalSteps - warmupSteps });
  return (step) => (step < warmupSteps ? (rate * (step + 1)) / warmupSteps : falling(step - warmupSteps));
}
