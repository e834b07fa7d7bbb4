import * as graph from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { embedding } from '../../../../../src/domain/layers/embedding.js';
import { gatherElements, gatherNd, scatterElementsAdd, scatterNdAdd } from '../../../../../src/domain/layers/gather-elements.js';
import type { OpBuilder, OpCase } from './op-case.js';

const indices = (op: OpCase): Tensor => op.operand('indices');

function oneHot(op: OpCase): Record<string, Tensor> {
  const [off, on] = op.numbers('values');
  return { y: graph.add(graph.mul(graph.oneHot(indices(op), op.number('depth'), op.number('axis')), on - off), off) };
}

export const indexingBuilders: Readonly<Record<string, OpBuilder>> = {
  Gather: (op) => ({ y: graph.gather(op.optional('table') ?? op.x, indices(op), op.number('axis')) }),
  Embedding: (op) => ({ y: embedding(op.operand('table'), indices(op), op.number('padding_idx')) }),
  GatherElements: (op) => ({ y: gatherElements(op.x, indices(op), op.number('axis')) }),
  GatherND: (op) => ({ y: gatherNd(op.x, indices(op)) }),
  ScatterElements: (op) => ({ y: scatterElementsAdd(op.x, indices(op), op.operand('updates'), op.number('axis')) }),
  ScatterND: (op) => ({ y: scatterNdAdd(op.x, indices(op), op.operand('updates')) }),
  OneHot: oneHot,
};
