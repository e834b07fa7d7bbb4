/**
 * What plugins build models from: published as `avtool/plugin/layers`. Pure functions over a graph that is data: nothing computes while a model is built,
 * and no engine is loaded. Heads of tasks and adapter methods are functions `(scope, x, …) → Tensor` of these.
 */

// The graph: every dimension is known when a tensor is made; a parameter's name is its path.
export { constant, input, Scope } from '../domain/graph/leaves.js';
export { GraphError } from '../domain/graph/tensor.js';
export type { DType, Initialiser, NumericArray, Shape, Tensor, TensorType, TensorValue, Variable } from '../domain/graph/tensor.js';
export { ForwardContext } from '../domain/layers/forward-context.js';

// Operations, in the meaning of ONNX.
export { abs, add, ceil, cos, div, erf, exp, floor, gelu, log, maximum, minimum, mul, neg, pow, reciprocal, relu, round, sigmoid, sign, sin, softplus, sqrt, stopGradient, sub, tanh } from '../domain/graph/operations.js';
export { and, cast, equal, greater, less, not, where } from '../domain/graph/operations.js';
export { argMax, argMin, reduceLogSumExp, reduceMax, reduceMean, reduceMin, reduceProd, reduceSum, weightedMean } from '../domain/graph/operations.js';
export { concat, expand, pad, reshape, slice, split, squeeze, swapLast, transpose, unsqueeze } from '../domain/graph/operations.js';
export { gather, oneHot, scatterNd, take, topK } from '../domain/graph/operations.js';
export { conv, convTranspose, gemm, layerNormalization, logSoftmax, matmul, softmax } from '../domain/graph/operations.js';

// Layers: compositions with parameters named by scope, started as PyTorch starts them.
export { clip, elu, geluTanh, leakyRelu, prelu, quickGelu, silu } from '../domain/layers/activations.js';
export { batchNorm } from '../domain/layers/batch-norm.js';
export { cosineAttention } from '../domain/layers/cosine-attention.js';
export { cumulativeSum } from '../domain/layers/cumulative-sum.js';
export { einsum } from '../domain/layers/einsum.js';
export { embedding } from '../domain/layers/embedding.js';
export { groupNormalization, instanceNormalization } from '../domain/layers/group-norm.js';
export { groupedLinear } from '../domain/layers/grouped-linear.js';
export { gru } from '../domain/layers/gru.js';
export type { GruOptions, GruResult } from '../domain/layers/gru.js';
export { layerNorm } from '../domain/layers/layer-norm.js';
export { affine, linear, uniformFanIn } from '../domain/layers/linear.js';
export type { LinearOptions } from '../domain/layers/linear.js';
export { lstm } from '../domain/layers/lstm.js';
export type { LstmOptions, LstmResult } from '../domain/layers/lstm.js';
export { flatten, flip, repeatInterleave, stack, tile } from '../domain/layers/movement.js';
export { multiHeadAttention } from '../domain/layers/multi-head-attention.js';
export type { MultiHeadAttentionOptions, MultiHeadAttentionResult } from '../domain/layers/multi-head-attention.js';
export { cosineSimilarity, l1Normalise, l2Normalise } from '../domain/layers/normalise.js';
export { adaptiveAveragePool, adaptiveMaxPool, averagePool, globalAveragePool, globalMaxPool, maxPool } from '../domain/layers/pooling.js';
export { resize } from '../domain/layers/resize.js';
export { roll } from '../domain/layers/roll.js';
export { scaledDotProduct } from '../domain/layers/scaled-dot-product.js';
export { variance } from '../domain/layers/variance.js';
export { windowPartition, windowReverse } from '../domain/layers/window-partition.js';

// Losses.
export { binaryCrossEntropy, binaryCrossEntropyWithLogits, contrastiveClip, cosineEmbedding, crossEntropy, klDivergence, meanAbsoluteError, meanSquaredError, negativeLogLikelihood, smoothL1 } from '../domain/layers/losses.js';

// Encoders of pictures and sound, and the walk that puts adapters between their blocks.
export { normalisedFrames } from '../domain/data/image-preprocessing.js';
export { htsatStages, htsatTokens } from '../domain/encoders/htsat.js';
export type { Htsat, HtsatBlock, HtsatConfig, HtsatStage } from '../domain/encoders/htsat.js';
export { logMel } from '../domain/encoders/log-mel.js';
export type { LogMelConfig } from '../domain/encoders/log-mel.js';
export { swinV2Features, swinV2Stages } from '../domain/encoders/swinv2.js';
export type { SwinV2, SwinV2Block, SwinV2Config, SwinV2Stage } from '../domain/encoders/swinv2.js';
export { interleaveEncoders } from '../domain/dgsct/interleave.js';
export type { InterleavedStreams, InterleaveSettings, PromptSource } from '../domain/dgsct/interleave.js';

// Adapter methods and the parts that more than one of them has.
export type { AdapterMethod, AdapterOutput } from '../domain/adapters/adapter-method.js';
export { bottleneck } from '../domain/adapters/bottleneck.js';
export type { BottleneckSettings } from '../domain/adapters/bottleneck.js';
export { attendLatentTokens } from '../domain/adapters/latent-tokens.js';
export { projectPrompt } from '../domain/adapters/prompt-projection.js';

// Settings: plain data over defaults, checked key by key.
export { overlaySettings, plainSettings } from '../domain/tasks/overlay-settings.js';
