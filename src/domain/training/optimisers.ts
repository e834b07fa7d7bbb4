import type { Update } from '../graph/graph.js';
import { constant, variableTensor } from '../graph/leaves.js';
import { add, div, minimum, mul, neg, sqrt, sub, tanh } from '../graph/operations.js';
import { GraphError, type Shape, type Tensor, type Variable } from '../graph/tensor.js';

/** A variable's tensor and the gradient of the loss for it. A parameter without a gradient is simply not given: value, state and count stay. */
export interface LearntParameter {
  readonly tensor: Tensor;
  readonly gradient: Tensor;
  /** How a tensor that is not itself a variable (several packed into one) is called and written back. */
  readonly stored?: StoredParameter;
}

export interface StoredParameter {
  /** Names the optimiser's state. */
  readonly name: string;
  readonly updates: (next: Tensor) => readonly Update[];
}

/** Name and write-back of a learnt tensor: its own variable's unless said otherwise. @throws GraphError for a tensor that is neither */
export function storedParameter({ tensor, stored }: Pick<LearntParameter, 'tensor' | 'stored'>): StoredParameter {
  if (stored !== undefined) return stored;
  const { origin } = tensor;
  if (origin.kind !== 'variable') throw new GraphError('only a variable can be learnt');
  return { name: origin.variable.name, updates: (next) => [{ variable: origin.variable, next }] };
}

/** One count a parameter, or one for all parameters of the call: equal where every run updates all of them, and far fewer nodes. */
export type StepCounts = 'perParameter' | 'shared';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly stepCounts: StepCounts;
}

/**
 * Adam (arXiv 1412.6980) with weight decay as part of the gradient: g ← g + wd·p.
 * State per parameter: `optimiser/first_moment/NAME`, `optimiser/second_moment/NAME`, `optimiser/step_count[/NAME]`.
 * @param learningRate scalar
 * @returns the next values of parameters and state, all computed from the values before the step
 */
export const adam = (parameters: readonly LearntParameter[], learningRate: Tensor, options: AdamOptions): Update[] =>
  adamUpdates(
    parameters.map((parameter) => ({ parameter, decayed: parameter.tensor, gradient: options.weightDecay === 0 ? parameter.gradient : add(parameter.gradient, mul(parameter.tensor, options.weightDecay)) })),
    learningRate,
    options,
  );

/** Adam with decoupled weight decay (arXiv 1711.05101): p ← p (1 − lr·wd) before the step. State as {@link adam}. */
export const adamw = (parameters: readonly LearntParameter[], learningRate: Tensor, options: AdamOptions): Update[] => {
  const kept = sub(constant(1), mul(learningRate, options.weightDecay));
  return adamUpdates(
    parameters.map((parameter) => ({ parameter, decayed: mul(parameter.tensor, kept), gradient: parameter.gradient })),
    learningRate,
    options,
  );
};

function adamUpdates(parameters: readonly { parameter: LearntParameter; decayed: Tensor; gradient: Tensor }[], learningRate: Tensor, options: AdamOptions): Update[] {
  const { beta1, beta2, epsilon, stepCounts } = options;
  const steps = new Map<string, StepScale>();
  const updates = parameters.flatMap(({ parameter, decayed, gradient }) => {
    const { name, updates: written } = storedParameter(parameter);
    const { shape } = parameter.tensor;
    const countName = stepCounts === 'shared' ? 'optimiser/step_count' : `optimiser/step_count/${name}`;
    const scale = steps.get(countName) ?? stepScale(countName, learningRate, options);
    steps.set(countName, scale);
    const first = stateOf(`optimiser/first_moment/${name}`, shape);
    const second = stateOf(`optimiser/second_moment/${name}`, shape);
    const nextFirst = add(mul(first.tensor, beta1), mul(gradient, 1 - beta1));
    const nextSecond = add(mul(second.tensor, beta2), mul(mul(gradient, gradient), 1 - beta2));
    const step = div(mul(nextFirst, scale.rate), add(div(sqrt(nextSecond), scale.secondRoot), epsilon));
    return [
      ...written(sub(decayed, step)),
      { variable: first.variable, next: nextFirst },
      { variable: second.variable, next: nextSecond },
    ];
  });
  return [...updates, ...[...steps.values()].map(({ update }) => update)];
}

interface StepScale {
  readonly update: Update;
  /** lr / (1 − β₁ᵗ) */
  readonly rate: Tensor;
  /** √(1 − β₂ᵗ) */
  readonly secondRoot: Tensor;
}

function stepScale(countName: string, learningRate: Tensor, { beta1, beta2 }: AdamOptions): StepScale {
  const count = stateOf(countName, []);
  const next = add(count.tensor, 1);
  return { update: { variable: count.variable, next }, rate: div(learningRate, oneMinusPower(beta1, next)), secondRoot: sqrt(oneMinusPower(beta2, next)) };
}

/** 1 − βᵗ = −2u/(1 − u) with u = tanh(½ t ln β): no digits are lost in float32 where βᵗ is close to 1. */
function oneMinusPower(beta: number, t: Tensor): Tensor {
  const u = tanh(mul(t, 0.5 * Math.log(beta)));
  return div(mul(u, -2), sub(constant(1), u));
}

export interface SgdOptions {
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/**
 * Gradient descent: g ← g + wd·p; velocity ← momentum·velocity + (1 − dampening) g, which is g in the first step; p ← p − lr·velocity (Nesterov: lr (g + momentum·velocity)).
 * State with momentum: `optimiser/velocity/NAME`; with dampening also `optimiser/step_count/NAME`.
 */
export function sgd(parameters: readonly LearntParameter[], learningRate: Tensor, { momentum, dampening, weightDecay, nesterov }: SgdOptions): Update[] {
  return parameters.flatMap((parameter) => {
    const { tensor, gradient: rawGradient } = parameter;
    const { name, updates: written } = storedParameter(parameter);
    const gradient = weightDecay === 0 ? rawGradient : add(rawGradient, mul(tensor, weightDecay));
    const moved = (direction: Tensor): readonly Update[] => written(sub(tensor, mul(direction, learningRate)));
    if (momentum === 0) return moved(gradient);
    const velocity = stateOf(`optimiser/velocity/${name}`, tensor.shape);
    const count = stateOf(`optimiser/step_count/${name}`, []);
    // 0 before the first step, 1 afterwards.
    const damped = dampening === 0 ? gradient : mul(gradient, add(neg(mul(minimum(count.tensor, 1), dampening)), 1));
    const next = add(mul(velocity.tensor, momentum), damped);
    const updates = [...moved(nesterov ? add(gradient, mul(next, momentum)) : next), { variable: velocity.variable, next }];
    return dampening === 0 ? updates : [...updates, { variable: count.variable, next: add(count.tensor, 1) }];
  });
}

/** A state variable that starts at 0. */
function stateOf(name: string, shape: Shape): { variable: Variable; tensor: Tensor } {
  const variable: Variable = { name, dtype: 'float32', shape, kind: 'optimiser', trainable: false, initialiser: { kind: 'constant', value: 0 } };
  return { variable, tensor: variableTensor(variable) };
}
