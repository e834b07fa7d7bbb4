import { expect } from 'vitest';
import { gradients } from '../../../src/domain/graph/gradients.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { constant, input } from '../../../src/domain/graph/leaves.js';
import { add, mul, reduceSum } from '../../../src/domain/graph/operations.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import type { Engine } from '../../../src/domain/ports/engine.js';

const STEP = 1e-5;
/** Truncation STEP² and rounding 1e-16 / STEP, both around 1e-10, times derivatives of a few hundred. */
const TOLERANCE = 1e-7;

/**
 * Compares the gradient of every element of every float operand with (f(x + h) − f(x − h)) / 2h, where f sums the results with fixed, different weights.
 * @param build results, at least one of them float; integer results are left out of the sum
 */
export async function checkGradients(engine: Engine, operands: readonly TensorValue[], build: (...operands: Tensor[]) => readonly Tensor[]): Promise<void> {
  const inputs = operands.map(({ dtype, shape }, position) => input(`x${position}`, shape, dtype));
  const loss = build(...inputs).filter(({ dtype }) => dtype === 'float32').map(weightedSum).reduce((sum, term) => add(sum, term));
  const differentiable = inputs.flatMap((tensor, position) => (tensor.dtype === 'float32' ? [position] : []));
  const towards = gradients(loss, differentiable.map((position) => inputs[position]));
  const program = await engine.compile(buildGraph({ loss, ...Object.fromEntries(towards.map((gradient, k) => [`gradient ${differentiable[k]}`, present(gradient)])) }), { initialState: new Map() });
  const feeds = (values: readonly TensorValue[]): Record<string, TensorValue> => Object.fromEntries(values.map((value, position) => [`x${position}`, value]));
  const computed = await program.run(feeds(operands));
  for (const position of differentiable) {
    const lossWith = async (index: number, change: number): Promise<number> => {
      const moved = Float64Array.from(operands[position].data);
      moved[index] += change;
      return (await program.run(feeds(operands.map((value, k) => (k === position ? { ...value, data: moved } : value))))).loss.data[0];
    };
    const differences: number[] = [];
    for (let index = 0; index < operands[position].data.length; index++) differences.push(((await lossWith(index, STEP)) - (await lossWith(index, -STEP))) / (2 * STEP));
    const gradient = Array.from(computed[`gradient ${position}`].data);
    const far = differences.flatMap((difference, index) => (Math.abs(gradient[index] - difference) <= TOLERANCE * Math.max(1, Math.abs(difference)) ? [] : [{ operand: position, index, gradient: gradient[index], difference }]));
    expect(far).toEqual([]);
  }
  await program.dispose();
}

function present(gradient: Tensor | undefined): Tensor {
  if (gradient === undefined) throw new Error('the results do not depend on every float operand');
  return gradient;
}

function weightedSum(tensor: Tensor): Tensor {
  const weights = Array.from({ length: elementCount(tensor.shape) }, (_, i) => 1 + Math.sin(2 + 3 * i));
  return reduceSum(mul(tensor, constant(weights, tensor.shape)));
}
