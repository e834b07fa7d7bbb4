/** What is said about one file: a prediction, or why there is none. */
export interface FilePrediction {
  readonly file: string;
  readonly state: string;
  readonly detail: string | undefined;
  /** Class name per segment, "background" where there is no event. */
  readonly segments: readonly string[];
  readonly eventProbabilities: readonly number[];
  readonly classProbabilities: Readonly<Record<string, number>>;
}
