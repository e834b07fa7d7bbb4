import { Scope } from '../../../../src/domain/graph/leaves.js';
import type { GoldenKind } from '../golden-kind.js';
import { computeForwardCase } from './case-gradients.js';
import { elementwiseBuilders } from './ops/elementwise.js';
import { indexingBuilders } from './ops/indexing.js';
import { lossBuilders } from './ops/losses.js';
import { movementBuilders } from './ops/movement.js';
import { normalisationBuilders } from './ops/normalisations.js';
import { OpCase, type OpBuilder } from './ops/op-case.js';
import { computeOptimiserCase, isOptimiser } from './ops/optimisers.js';
import { productBuilders } from './ops/products.js';
import { recurrentAndAttentionBuilders } from './ops/recurrent-and-attention.js';
import { reductionBuilders } from './ops/reductions.js';
import { computeScheduleCase, isSchedule } from './ops/schedules.js';
import { windowBuilders } from './ops/windows.js';

const builders: Readonly<Record<string, OpBuilder>> = {
  ...elementwiseBuilders,
  ...indexingBuilders,
  ...lossBuilders,
  ...movementBuilders,
  ...normalisationBuilders,
  ...productBuilders,
  ...recurrentAndAttentionBuilders,
  ...reductionBuilders,
  ...windowBuilders,
};

/** Single operators, small compositions, losses, optimisers and schedules (golden README-ops). */
export const opsKind: GoldenKind = {
  kind: 'ops',
  compute: async (context) => {
    const scope = Scope.root();
    const op = new OpCase(context.golden, scope);
    if (isSchedule(op.config.op)) return computeScheduleCase(op);
    if (isOptimiser(op.config.op)) return computeOptimiserCase(context, op);
    const builder = builders[op.config.op];
    if (builder === undefined) throw new Error(`operator ${op.config.op} has no builder`);
    const outputs = builder(op);
    const differentiated = Object.fromEntries(op.config.gradient_of.map((name) => [name, outputs[name]]));
    const loss = op.config.gradient_of.length === 0 ? {} : { loss: context.cotangentLoss(differentiated) };
    return computeForwardCase(context, { outputs, inputs: op.inputs(), scope, ...loss });
  },
};
