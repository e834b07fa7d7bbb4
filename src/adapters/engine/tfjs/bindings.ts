/** Packages that bring TensorFlow's kernels, the best first. */
export const tfjsBindings = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;

export type TfjsBinding = (typeof tfjsBindings)[number];

/** Bindings to packages that are not installed with avtool. */
export type NativeBinding = Extract<TfjsBinding, `tfjs-node${string}`>;
