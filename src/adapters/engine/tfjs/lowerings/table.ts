import type { OperatorName } from '../../../../domain/graph/operators/table.js';
import type { Attributes } from '../../../../domain/graph/tensor.js';
import { convolutionLowerings } from './convolutions.js';
import { elementwiseLowerings } from './elementwise.js';
import { indexingLowerings } from './indexing.js';
import { logicLowerings } from './logic.js';
import type { Lowering, Lowerings } from './lowering.js';
import { movementLowerings } from './movement.js';
import { normalisationLowerings } from './normalisations.js';
import { productLowerings } from './products.js';
import { reductionLowerings } from './reductions.js';

/** How each operator of the domain is said in kernels of TensorFlow.js; a missing one is a type error. */
const lowerings: Lowerings<OperatorName> = {
  ...elementwiseLowerings,
  ...logicLowerings,
  ...reductionLowerings,
  ...movementLowerings,
  ...productLowerings,
  ...indexingLowerings,
  ...normalisationLowerings,
  ...convolutionLowerings,
};

/** The lowering of an operator, for attributes of that operator. */
export const loweringOf = (name: OperatorName): Lowering<Attributes> =>
  // A call pairs an operator with that operator's own attributes (applyOperator is typed so), and the table pairs the lowering with the same operator.
  lowerings[name] as Lowering<Attributes>;
