import type { Scope } from '../graph/leaves.js';
import { mul, relu } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import { batchNorm } from '../layers/batch-norm.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { groupedLinear } from '../layers/grouped-linear.js';
import { layerNorm } from '../layers/layer-norm.js';
import { uniformFanIn } from '../layers/linear.js';

export interface BottleneckSettings {
  /** r: the bottleneck is ⌊C / r⌋ wide. */
  readonly reduction: number;
  /** g: groups of both projections. */
  readonly groups: number;
  /** bn1 and bn2. */
  readonly batchNorm: boolean;
  /** The scalar gate on the result, 0 at the start. */
  readonly gate: boolean;
  readonly layerNormBefore: boolean;
  readonly layerNormAfter: boolean;
  /** The gate multiplies before the norm after, which cancels all of it but its sign (published AVS, spec/task-avs §2). */
  readonly gateFirst?: boolean;
}

/**
 * Norm, down, norm, relu, up, norm, norm, gate; with `gateFirst` the gate before the last norm. spec/dgsct-core §2.6.
 * @param x [N, L, C]
 * @param activation `none`: no relu, and the projection down starts at 0 (§2.7)
 * @returns residual [N, L, C]
 * @throws GraphError when the groups do not divide both widths
 */
export function bottleneck(scope: Scope, x: Tensor, settings: BottleneckSettings, activation: 'relu' | 'none', context: ForwardContext): Tensor {
  const width = x.shape[2];
  const narrow = Math.floor(width / settings.reduction);
  if (width % settings.groups !== 0 || narrow % settings.groups !== 0) {
    throw new GraphError(`adapter "${scope.path}": ${settings.groups} groups must divide the width ${width} and the bottleneck ${narrow}`);
  }
  const normalised = settings.layerNormBefore ? layerNorm(scope.child('ln_before'), x) : x;
  const downStart = activation === 'relu' ? uniformFanIn(width / settings.groups) : ({ kind: 'constant', value: 0 } as const);
  const down = groupedLinear(scope.child('down_sampler'), normalised, narrow, settings.groups, downStart);
  const z = settings.batchNorm ? batchNorm(scope.child('bn1'), down, 2, context) : down;
  const up = groupedLinear(scope.child('up_sampler'), activation === 'relu' ? relu(z) : z, width, settings.groups, uniformFanIn(narrow / settings.groups));
  const o = settings.batchNorm ? batchNorm(scope.child('bn2'), up, 2, context) : up;
  const gated = (y: Tensor): Tensor => (settings.gate ? mul(scope.parameter('gate', [1], { kind: 'constant', value: 0 }), y) : y);
  const normed = (y: Tensor): Tensor => (settings.layerNormAfter ? layerNorm(scope.child('ln_post'), y) : y);
  return settings.gateFirst === true ? normed(gated(o)) : gated(normed(o));
}
