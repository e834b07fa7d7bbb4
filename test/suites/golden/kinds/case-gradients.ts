import { gradients } from '../../../../src/domain/graph/gradients.js';
import type { Scope } from '../../../../src/domain/graph/leaves.js';
import { constant } from '../../../../src/domain/graph/leaves.js';
import { expand } from '../../../../src/domain/graph/operations.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import type { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import type { GoldenContext, GoldenResult } from '../golden-kind.js';

export interface ForwardCase {
  /** Outputs by their name in the `expected` table. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Differentiated; absent for cases without gradients. */
  readonly loss?: Tensor;
  /** Graph inputs that may have a gradient row `input/NAME` (or `NAME`). */
  readonly inputs?: Readonly<Record<string, Tensor>>;
  /** Values of graph inputs that the case does not list. */
  readonly extraInputs?: Readonly<Record<string, TensorValue>>;
  /** Holds the parameters, whose gradient rows have their names. */
  readonly scope: Scope;
  /** Statistics updates are expected as `after/NAME`. */
  readonly context?: ForwardContext;
}

/** Runs a forward pass and all gradients that the case lists; what the loss does not reach has gradient zero. */
export async function computeForwardCase(golden: GoldenContext, forward: ForwardCase): Promise<GoldenResult> {
  const { expectedNames, gradientNames } = golden.golden;
  const updates = (forward.context?.updates() ?? []).map(({ variable, next }): [string, Tensor] => [`after/${variable.name}`, next]);
  const outputs = pick({ ...forward.outputs, ...Object.fromEntries(updates) }, expectedNames);
  const wrt = gradientNames.map((name) => gradientSource(name, forward));
  const built = forward.loss === undefined ? [] : gradients(forward.loss, wrt);
  const gradientOutputs = Object.fromEntries(gradientNames.map((name, k) => [`gradient/${name}`, built[k] ?? expand(constant(0), wrt[k].shape)]));
  const values = await golden.evaluate({ ...outputs, ...gradientOutputs }, undefined, forward.extraInputs);
  return {
    expected: Object.fromEntries(expectedNames.map((name) => [name, values[name]])),
    gradients: Object.fromEntries(gradientNames.map((name) => [name, values[`gradient/${name}`]])),
  };
}

function pick(available: Readonly<Record<string, Tensor>>, names: readonly string[]): Record<string, Tensor> {
  return Object.fromEntries(
    names.map((name) => {
      if (!(name in available)) throw new Error(`the case expects "${name}", the model offers ${Object.keys(available).join(', ')}`);
      return [name, available[name]];
    }),
  );
}

function gradientSource(name: string, { inputs = {}, scope }: ForwardCase): Tensor {
  const source = name.startsWith('input/') ? inputs[name.slice('input/'.length)] : (inputs[name] ?? scope.tensors().get(name));
  if (source === undefined) throw new Error(`nothing in the model is called "${name}"`);
  return source;
}
