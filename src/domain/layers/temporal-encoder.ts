import type { Scope } from '../graph/leaves.js';
import { concat } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from './forward-context.js';
import { linear } from './linear.js';
import { transformerDecoderLayer, transformerEncoderLayer, type TransformerSettings } from './transformer-layers.js';

export interface TemporalLayerSettings extends TransformerSettings {
  readonly modelWidth: number;
}

export interface TemporalLayerOptions {
  readonly settings: TemporalLayerSettings;
  readonly unusedWeights: boolean;
  readonly context: ForwardContext;
}

/** `affine_matrix`, then two self-attention layers that start equal. @returns [T, B, d_model] */
export function temporalEncoder(scope: Scope, sequence: Tensor, { settings, unusedWeights, context }: TemporalLayerOptions): Tensor {
  const template = scope.child('encoder').child('layers').child(0);
  const entered = linear(scope.child('affine_matrix'), sequence, settings.modelWidth);
  if (unusedWeights) transformerEncoderLayer(scope.child('encoder_layer').startingLike(template), entered, settings, context);
  const first = transformerEncoderLayer(template, entered, settings, context);
  return transformerEncoderLayer(scope.child('encoder').child('layers').child(1).startingLike(template), first, settings, context);
}

/** `affine_matrix`, then one layer that reads the memory with the query appended along time (2T keys, memory first). @returns [T, B, d_model] */
export function temporalDecoder(scope: Scope, sequence: Tensor, memory: Tensor, { settings, unusedWeights, context }: TemporalLayerOptions): Tensor {
  const layer = scope.child('decoder').child('layers').child(0);
  const query = linear(scope.child('affine_matrix'), sequence, settings.modelWidth);
  const keys = concat([memory, query], 0);
  if (unusedWeights) transformerDecoderLayer(scope.child('decoder_layer').startingLike(layer), query, keys, settings, true, context);
  return transformerDecoderLayer(layer, query, keys, settings, unusedWeights, context);
}
