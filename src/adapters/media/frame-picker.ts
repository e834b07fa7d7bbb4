/** Time stamps are ratios of integers; a requested time that is meant to be equal may differ in the last bits. */
const sameTimeSeconds = 1e-6;

/** Answers "which frame is shown at time t" while frames pass by: the last frame whose time stamp is not after t;
 *  the first frame for a time before it; the last frame for a time after the end. */
export interface FramePicker {
  /** How many of the requested times the frames before `nextFrameSeconds` have settled since the last call. */
  settledBefore(nextFrameSeconds: number): number;
  /** How many requested times are still open. */
  remaining(): number;
}

/** @param timesSeconds ascending */
export const createFramePicker = (timesSeconds: readonly number[]): FramePicker => {
  let next = 0;
  return {
    settledBefore(nextFrameSeconds) {
      const first = next;
      while (next < timesSeconds.length && timesSeconds[next] + sameTimeSeconds < nextFrameSeconds) next++;
      return next - first;
    },
    remaining: () => timesSeconds.length - next,
  };
};

export interface PickedFrame {
  readonly timeSeconds: number;
  /** How many of the requested times show this frame. */
  readonly count: number;
}

/** The same choice, from the ascending time stamps of all frames. */
export const pickFrames = (timesSeconds: readonly number[], frameSeconds: readonly number[]): readonly PickedFrame[] => {
  if (frameSeconds.length === 0) return [];
  const picker = createFramePicker(timesSeconds);
  const picked: PickedFrame[] = [];
  let shown = frameSeconds[0];
  let early = picker.settledBefore(shown);
  for (const next of [...frameSeconds.slice(1), Infinity]) {
    const count = early + picker.settledBefore(next);
    if (count > 0) picked.push({ timeSeconds: shown, count });
    early = 0;
    shown = next;
  }
  return picked;
};
