import { operatorTable, type OperatorName } from '../../../../domain/graph/operators/table.js';
import type { Attributes, Operator } from '../../../../domain/graph/tensor.js';
import { convolutionKernels } from './convolutions.js';
import { elementwiseKernels } from './elementwise.js';
import { indexingKernels } from './indexing.js';
import type { Kernel, Kernels } from './kernel.js';
import { logicKernels } from './logic.js';
import { movementKernels } from './movement.js';
import { normalisationKernels } from './normalisations.js';
import { productKernels } from './products.js';
import { reductionKernels } from './reductions.js';

/** One kernel per operator; a missing one is a type error. */
export const kernelTable: Kernels<OperatorName> = {
  ...elementwiseKernels,
  ...logicKernels,
  ...reductionKernels,
  ...movementKernels,
  ...productKernels,
  ...indexingKernels,
  ...normalisationKernels,
  ...convolutionKernels,
};

const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(operatorTable, name);

/** The kernel of an operator. @throws Error for an operator outside the table */
export function kernelOf({ name }: Operator<Attributes>): Kernel<Attributes> {
  if (!isOperatorName(name)) throw new Error(`the reference engine does not know the operator ${name}`);
  // A call pairs an operator with that operator's own attributes (applyOperator is typed so), and the table pairs the kernel with the same operator.
  return kernelTable[name] as Kernel<Attributes>;
}
