import { cosineSchedule, cosineWarmupSchedule, multiStepSchedule, stepSchedule, type Schedule } from '../../../../../src/domain/training/schedules.js';
import type { GoldenResult } from '../../golden-kind.js';
import type { OpCase } from './op-case.js';

const schedules: Readonly<Record<string, (op: OpCase) => Schedule>> = {
  StepLR: (op) => stepSchedule({ rate: op.number('lr'), stepSize: op.number('step_size'), gamma: op.number('gamma') }),
  MultiStepLR: (op) => multiStepSchedule({ rate: op.number('lr'), milestones: op.numbers('milestones'), gamma: op.number('gamma') }),
  CosineAnnealingLR: (op) => cosineSchedule({ rate: op.number('lr'), minimum: op.number('eta_min'), period: op.number('T_max') }),
  CosineWarmup: (op) =>
    cosineWarmupSchedule({ rate: op.number('lr'), minimum: op.optionalNumber('minimum') ?? 0, warmupSteps: op.number('warmup_steps'), totalSteps: op.number('total_steps') }),
};

export const isSchedule = (op: string): boolean => op in schedules;

export function computeScheduleCase(op: OpCase): GoldenResult {
  const schedule = schedules[op.config.op](op);
  const count = op.optionalNumber('epochs') ?? op.number('total_steps');
  const data = Float64Array.from({ length: count }, (_, index) => schedule(index));
  return { expected: { learning_rate: { dtype: 'float32', shape: [count], data } }, gradients: {} };
}
