import { matmul, reduceSum, reshape, transpose } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import { GraphError, type Tensor } from '../graph/tensor.js';

/** Einstein sum of two operands, e.g. `bqhd,bkhd->bhqk`: one letter an axis, no letter twice in an operand, letters missing in the result are summed. */
export function einsum(equation: string, a: Tensor, b: Tensor): Tensor {
  const parts = /^([a-z]+),([a-z]+)->([a-z]*)$/.exec(equation);
  if (parts === null) throw new GraphError(`einsum "${equation}" is not of the form ab,bc->ac`);
  const [lettersA, lettersB, result] = parts.slice(1).map((letters) => [...letters]);
  const left = summedAlone(a, lettersA, [...lettersB, ...result]);
  const right = summedAlone(b, lettersB, [...lettersA, ...result]);
  const shared = left.letters.filter((letter) => right.letters.includes(letter));
  const batch = shared.filter((letter) => result.includes(letter));
  const inner = shared.filter((letter) => !result.includes(letter));
  const rows = left.letters.filter((letter) => !shared.includes(letter));
  const columns = right.letters.filter((letter) => !shared.includes(letter));
  const sizes = new Map([...left.letters.map((letter, k) => [letter, left.tensor.shape[k]] as const), ...right.letters.map((letter, k) => [letter, right.tensor.shape[k]] as const)]);
  const shapeOf = (letters: readonly string[]): number[] => letters.map((letter) => sizes.get(letter) ?? 1);
  const count = (letters: readonly string[]): number => elementCount(shapeOf(letters));
  const matrix = ({ tensor, letters }: Lettered, order: readonly string[], shape: readonly number[]): Tensor =>
    reshape(
      transpose(
        tensor,
        order.map((letter) => letters.indexOf(letter)),
      ),
      shape,
    );
  const product = matmul(
    matrix(left, [...batch, ...rows, ...inner], [count(batch), count(rows), count(inner)]),
    matrix(right, [...batch, ...inner, ...columns], [count(batch), count(inner), count(columns)]),
  );
  const order = [...batch, ...rows, ...columns];
  return transpose(
    reshape(product, shapeOf(order)),
    result.map((letter) => order.indexOf(letter)),
  );
}

interface Lettered {
  readonly tensor: Tensor;
  readonly letters: readonly string[];
}

/** Sums over the axes that neither the other operand nor the result has. */
function summedAlone(tensor: Tensor, letters: readonly string[], elsewhere: readonly string[]): Lettered {
  const alone = letters.flatMap((letter, axis) => (elsewhere.includes(letter) ? [] : [axis]));
  return { tensor: reduceSum(tensor, alone), letters: letters.filter((letter) => elsewhere.includes(letter)) };
}
