import type { OperatorName } from '../../../../src/domain/graph/operators/table.js';
import type { OperatorCase } from '../operator-case.js';
import { convolutionCases } from './convolutions.js';
import { elementwiseCases } from './elementwise.js';
import { indexingCases } from './indexing.js';
import { logicCases } from './logic.js';
import { movementCases } from './movement.js';
import { normalisationCases } from './normalisations.js';
import { productCases } from './products.js';
import { reductionCases } from './reductions.js';

/** Small cases for every operator; one without is a type error. */
export const operatorCases: Readonly<Record<OperatorName, readonly OperatorCase[]>> = {
  ...elementwiseCases,
  ...logicCases,
  ...reductionCases,
  ...movementCases,
  ...productCases,
  ...indexingCases,
  ...normalisationCases,
  ...convolutionCases,
};
