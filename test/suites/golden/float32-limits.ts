const zeroGradient = 'a gradient that is exactly zero is compared to 1e-10, which float32 sums cannot reach';
const kink = 'one hidden unit lies so near the kink of ReLU that rounding decides whether its gradient is 0';
const cancellation = 'sums of terms that nearly cancel lose more digits in float32 than the tolerance allows';
const adamRounding = 'Adam divides gradients near zero by their own size, so that their rounding becomes part of a step';
const adamNoise = 'Adam turns the rounding of a gradient that is exactly zero (a bias before a batch norm) into whole steps, which move a running mean';

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

/** In two gates of adapters, whose size the norm after them cancels, onnxruntime loses most. */
export const onnxruntimeLimits: ReadonlyMap<string, string> = new Map([...float32Limits, ['avs-model-train', cancellation], ['avs-model-ms3-train', cancellation], ['avs-train-adam', adamNoise]]);

/** What TensorFlow's kernels lose in native code as in wasm. */
const tensorflowLimits: ReadonlyMap<string, string> = new Map([...float32Limits, ['dgsct-adapter-all-eval', cancellation], ['avs-train-adam', adamNoise]]);

/** TensorFlow's kernels round and sum in other places than onnxruntime's. */
export const tfjsNodeLimits: ReadonlyMap<string, string> = new Map([...tensorflowLimits, ['avs-model-ms3-train', cancellation]]);

export const tfjsWasmLimits: ReadonlyMap<string, string> = new Map([...tensorflowLimits, ['fewshot-model-train-weak', kink], ['avvp-train-adam', adamRounding]]);

/** What onnxruntime's wasm kernels cannot pass: they sum in another order than the native ones. */
export const onnxruntimeWebLimits: ReadonlyMap<string, string> = new Map([
  ...float32Limits,
  ['zeroshot-model-published', cancellation],
  ['fewshot-model-train-weak', cancellation],
  ['avs-model-ms3-train', cancellation],
  ['avs-train-adam', adamNoise],
  ['avvp-train-adam', adamRounding],
]);
