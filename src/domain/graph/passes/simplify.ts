import type { Graph } from '../graph.js';
import { mergeCommonSubexpressions } from './common-subexpressions.js';
import { rewrite } from './rewrite.js';
import { doubleInsteadOfAdding, dropUnits, foldNegations, leaveBroadcastToOperator, multiplySmallFirst } from './rules/arithmetic-rules.js';
import { flattenConcatenations, joinReshapes, joinTranspositions, sliceAlongSeams } from './rules/movement-rules.js';
import { joinPaddedPieces } from './rules/padding-rules.js';

/** The same outputs and updates, up to rounding, in fewer calls and fewer passes over large tensors: most of what it finds was left by gradient rules. */
export function simplify(graph: Graph): Graph {
  const rules = [joinReshapes, joinTranspositions, flattenConcatenations, sliceAlongSeams, joinPaddedPieces, leaveBroadcastToOperator, foldNegations, dropUnits, doubleInsteadOfAdding, multiplySmallFirst];
  return mergeCommonSubexpressions(rewrite(mergeCommonSubexpressions(graph), rules));
}
