import * as graph from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { einsum } from '../../../../../src/domain/layers/einsum.js';
import type { OpBuilder, OpCase } from './op-case.js';

function product(op: OpCase): Record<string, Tensor> {
  const operand = (name: string): Tensor => {
    const permutation = op.optionalNumbers(`${name}_perm`);
    return permutation === undefined ? op.operand(name) : graph.transpose(op.operand(name), permutation);
  };
  return { y: graph.matmul(operand('a'), operand('b')) };
}

function gemm(op: OpCase): Record<string, Tensor> {
  const scaled = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : graph.mul(x, factor));
  const ab = graph.gemm(op.operand('a'), op.operand('b'), { transposeA: op.flag('transA'), transposeB: op.flag('transB') });
  return { y: graph.add(scaled(ab, op.number('alpha')), scaled(op.operand('c'), op.number('beta'))) };
}

export const productBuilders: Readonly<Record<string, OpBuilder>> = {
  MatMul: product,
  Gemm: gemm,
  Einsum: (op) => ({ y: einsum(op.text('equation'), op.operand('a'), op.operand('b')) }),
};
