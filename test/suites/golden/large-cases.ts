/** Cases that only run with `npm run golden -- --full`, and why. */
export const largeCases: ReadonlyMap<string, string> = new Map([
  ['ave-model-full', '1.72 GB of weights: run with --full'],
  ['avqa-model-full', '1.93 GB of weights: run with --full'],
]);
