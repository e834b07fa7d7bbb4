import { formatShape } from './shapes.js';
import { GraphError, ShapeFault, type Attributes, type Operator, type Tensor } from './tensor.js';

/** Makes the outputs of one call, checking types and shapes. @throws GraphError naming operator, shapes and scope */
export function applyOperator<A extends Attributes>(operator: Operator<A>, inputs: readonly Tensor[], attributes: A): Tensor[] {
  const types = outputTypes(operator, inputs, attributes);
  const outputs: Tensor[] = [];
  const call = { operator: operator as Operator<Attributes>, inputs, attributes, outputs };
  types.forEach((type, output) => outputs.push({ dtype: type.dtype, shape: type.shape, origin: { kind: 'call', call, output } }));
  return outputs;
}

function outputTypes<A extends Attributes>(operator: Operator<A>, inputs: readonly Tensor[], attributes: A) {
  try {
    return operator.outputs(inputs, attributes);
  } catch (fault) {
    if (!(fault instanceof ShapeFault)) throw fault;
    const operands = inputs.map((input) => `${input.dtype}${formatShape(input.shape)}`).join(', ');
    throw new GraphError(`${operator.name}(${operands}): ${fault.message}${scopeNear(inputs)}`);
  }
}

/** The parameters closest above the operands, breadth first: where in the model an error happened. */
function scopeNear(tensors: readonly Tensor[]): string {
  const seen = new Set<Tensor>(tensors);
  let level = [...tensors];
  while (level.length > 0 && seen.size < 10_000) {
    const names = level.flatMap((tensor) =>
      tensor.origin.kind === 'variable' ? [`"${tensor.origin.variable.name}"`] : tensor.origin.kind === 'input' ? [`input "${tensor.origin.name}"`] : [],
    );
    if (names.length > 0) return ` (at ${[...new Set(names)].slice(0, 3).join(', ')})`;
    level = level.flatMap((tensor) => (tensor.origin.kind === 'call' ? tensor.origin.call.inputs : [])).filter((tensor) => !seen.has(tensor));
    level.forEach((tensor) => seen.add(tensor));
  }
  return '';
}
