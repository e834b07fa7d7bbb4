const zeroGradient = 'a gradient that is exactly zero is compared to 1e-10, which float32 sums cannot reach';
const kink = 'one hidden unit lies so near the kink of ReLU that rounding decides whether its gradient is 0';
const cancellation = 'sums of terms that nearly cancel lose more digits in float32 than the tolerance allows';

/** Cases that float32 arithmetic cannot pass (they pass in float64 on the same engine). */
export const float32Limits: ReadonlyMap<string, string> = new Map([
  ['dgsct-adapter-all-train', zeroGradient],
  ['dgsct-adapter-no-gate', zeroGradient],
  ['dgsct-adapter-no-ln-post', zeroGradient],
  ['dgsct-adapter-one-clip', zeroGradient],
  ['dgsct-adapter-unimodal', zeroGradient],
  ['dgsct-interleave-train', zeroGradient],
  ['dgsct-adapter-initial', cancellation],
  ['dgsct-interleave-eval', cancellation],
  ['ave-model-train', cancellation],
  ['swinv2-pretrained-window', cancellation],
  ['clap-tiny', zeroGradient],
]);

/** TensorFlow's kernels round and sum in other places than onnxruntime's. */
export const tfjsNodeLimits: ReadonlyMap<string, string> = new Map([...float32Limits, ['dgsct-adapter-all-eval', cancellation]]);

export const tfjsWasmLimits: ReadonlyMap<string, string> = new Map([...tfjsNodeLimits, ['fewshot-model-train-weak', kink]]);

/** What onnxruntime's wasm kernels cannot pass: they sum in another order than the native ones. */
export const onnxruntimeWebLimits: ReadonlyMap<string, string> = new Map([
  ...float32Limits,
  ['zeroshot-model-published', cancellation],
  ['fewshot-model-train-weak', cancellation],
]);
