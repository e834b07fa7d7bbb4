import { constant, type Scope } from '../graph/leaves.js';
import { add, concat, expand, mul, sigmoid, slice, tanh, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { affine } from './linear.js';
import { recurrentParameters, squeezeStep, stackSteps, timeOrder, type RecurrentParameters } from './recurrent.js';

export interface LstmOptions {
  readonly layers?: number;
  readonly bidirectional?: boolean;
  /** x and output are [B, T, …] instead of [T, B, …]. */
  readonly batchFirst?: boolean;
  /** Zero states unless given; [layers · directions, B, H] each. */
  readonly initial?: { readonly hidden: Tensor; readonly cell: Tensor };
}

export interface LstmResult {
  /** [T, B, directions · H] or, batch first, [B, T, directions · H]; forward features first. */
  readonly output: Tensor;
  /** Last states [layers · directions, B, H]; row = layer · directions + direction. */
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/**
 * LSTM unrolled over the T steps, PyTorch's names and gate order i, f, g, o: c' = f c + i g, h' = o tanh(c').
 * Parameters `weight_ih_lK` [4H, I], `weight_hh_lK` [4H, H], `bias_ih_lK`, `bias_hh_lK` [4H]; suffix `_reverse` for the direction from the last step.
 * @param x [T, B, I] (or [B, T, I]) @param hidden H
 */
export function lstm(scope: Scope, x: Tensor, hidden: number, options: LstmOptions = {}): LstmResult {
  const { layers = 1, bidirectional = false, batchFirst = false, initial } = options;
  const directions = bidirectional ? 2 : 1;
  const lastHidden: Tensor[] = [];
  const lastCell: Tensor[] = [];
  let sequence = batchFirst ? transpose(x, [1, 0, 2]) : x;
  const zeros = expand(constant(0), [sequence.shape[1], hidden]);
  for (let layer = 0; layer < layers; layer++) {
    const outputs = Array.from({ length: directions }, (_, direction) => {
      const row = layer * directions + direction;
      const start = { hidden: initial ? squeezeStep(initial.hidden, row) : zeros, cell: initial ? squeezeStep(initial.cell, row) : zeros };
      const parameters = recurrentParameters(scope, { layer, reverse: direction === 1, inputs: sequence.shape[2], hidden, gates: 4 });
      const result = lstmDirection(sequence, parameters, start, direction === 1);
      lastHidden.push(result.hidden);
      lastCell.push(result.cell);
      return result.output;
    });
    sequence = concat(outputs, 2);
  }
  return { output: batchFirst ? transpose(sequence, [1, 0, 2]) : sequence, hidden: stackSteps(lastHidden), cell: stackSteps(lastCell) };
}

function lstmDirection(x: Tensor, parameters: RecurrentParameters, start: { hidden: Tensor; cell: Tensor }, reverse: boolean): { output: Tensor; hidden: Tensor; cell: Tensor } {
  const size = start.hidden.shape[1];
  const inputGates = affine(x, parameters.inputWeight, add(parameters.inputBias, parameters.hiddenBias));
  const states = new Array<Tensor>(x.shape[0]);
  let { hidden, cell } = start;
  for (const step of timeOrder(x.shape[0], reverse)) {
    const gates = add(squeezeStep(inputGates, step), affine(hidden, parameters.hiddenWeight, undefined));
    const block = (position: number): Tensor => slice(gates, 1, position * size, (position + 1) * size);
    const [i, f, g, o] = [sigmoid(block(0)), sigmoid(block(1)), tanh(block(2)), sigmoid(block(3))];
    cell = add(mul(f, cell), mul(i, g));
    hidden = mul(o, tanh(cell));
    states[step] = hidden;
  }
  return { output: stackSteps(states), hidden, cell };
}
