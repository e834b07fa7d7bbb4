import { constant, type Scope } from '../graph/leaves.js';
import { add, concat, expand, mul, sigmoid, slice, sub, tanh, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { affine } from './linear.js';
import { recurrentParameters, squeezeStep, stackSteps, timeOrder, type RecurrentParameters } from './recurrent.js';

export interface GruOptions {
  readonly layers?: number;
  readonly bidirectional?: boolean;
  /** x and output are [B, T, …] instead of [T, B, …]. */
  readonly batchFirst?: boolean;
  /** Zero unless given; [layers · directions, B, H]. */
  readonly initial?: Tensor;
}

export interface GruResult {
  /** [T, B, directions · H] or, batch first, [B, T, directions · H]; forward features first. */
  readonly output: Tensor;
  /** Last states [layers · directions, B, H]; row = layer · directions + direction. */
  readonly hidden: Tensor;
}

/**
 * GRU unrolled over the T steps, PyTorch's names and gate order r, z, n: n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h' = (1 − z) n + z h.
 * Parameters as {@link recurrentParameters} with three gates.
 * @param x [T, B, I] (or [B, T, I]) @param hidden H
 */
export function gru(scope: Scope, x: Tensor, hidden: number, options: GruOptions = {}): GruResult {
  const { layers = 1, bidirectional = false, batchFirst = false, initial } = options;
  const directions = bidirectional ? 2 : 1;
  const last: Tensor[] = [];
  let sequence = batchFirst ? transpose(x, [1, 0, 2]) : x;
  const zeros = expand(constant(0), [sequence.shape[1], hidden]);
  for (let layer = 0; layer < layers; layer++) {
    const outputs = Array.from({ length: directions }, (_, direction) => {
      const start = initial ? squeezeStep(initial, layer * directions + direction) : zeros;
      const parameters = recurrentParameters(scope, { layer, reverse: direction === 1, inputs: sequence.shape[2], hidden, gates: 3 });
      const result = gruDirection(sequence, parameters, start, direction === 1);
      last.push(result.hidden);
      return result.output;
    });
    sequence = concat(outputs, 2);
  }
  return { output: batchFirst ? transpose(sequence, [1, 0, 2]) : sequence, hidden: stackSteps(last) };
}

function gruDirection(x: Tensor, parameters: RecurrentParameters, start: Tensor, reverse: boolean): { output: Tensor; hidden: Tensor } {
  const size = start.shape[1];
  const inputGates = affine(x, parameters.inputWeight, parameters.inputBias);
  const states = new Array<Tensor>(x.shape[0]);
  let hidden = start;
  for (const step of timeOrder(x.shape[0], reverse)) {
    const fromInput = squeezeStep(inputGates, step);
    const fromHidden = affine(hidden, parameters.hiddenWeight, parameters.hiddenBias);
    const block = (gates: Tensor, position: number): Tensor => slice(gates, 1, position * size, (position + 1) * size);
    const r = sigmoid(add(block(fromInput, 0), block(fromHidden, 0)));
    const z = sigmoid(add(block(fromInput, 1), block(fromHidden, 1)));
    const n = tanh(add(block(fromInput, 2), mul(r, block(fromHidden, 2))));
    hidden = add(n, mul(z, sub(hidden, n)));
    states[step] = hidden;
  }
  return { output: stackSteps(states), hidden };
}
