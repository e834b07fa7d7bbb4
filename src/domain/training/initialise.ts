import { elementCount } from '../graph/shapes.js';
import type { TensorValue, Variable } from '../graph/tensor.js';
import type { Random } from '../ports/random.js';

/**
 * First values of variables. Each draws from its own generator, forked by name, so that a model with one more layer starts its other layers the same.
 * @throws Error when a `sameAs` names a variable that is not in the list
 */
export function initialState(variables: readonly Variable[], random: Random): Map<string, TensorValue> {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const state = new Map<string, TensorValue>();
  for (const variable of variables) {
    const source = resolveSource(variable, byName);
    state.set(variable.name, { dtype: variable.dtype, shape: variable.shape, data: draw(source, random.fork(`initial/${source.name}`)) });
  }
  return state;
}

function resolveSource(variable: Variable, byName: ReadonlyMap<string, Variable>): Variable {
  let source = variable;
  while (source.initialiser.kind === 'sameAs') {
    const other = byName.get(source.initialiser.name);
    if (other === undefined) throw new Error(`"${source.name}" starts like "${source.initialiser.name}", which is not in the model`);
    source = other;
  }
  return source;
}

function draw({ shape, initialiser }: Variable, random: Random): Float32Array {
  const data = new Float32Array(elementCount(shape));
  switch (initialiser.kind) {
    case 'constant':
      // Zeros are there already; memory that is not written (a third of an optimiser's) takes no room.
      return initialiser.value === 0 ? data : data.fill(initialiser.value);
    case 'uniform':
      return data.map(() => initialiser.low + (initialiser.high - initialiser.low) * random.uniform());
    case 'normal':
      return data.map(() => initialiser.deviation * random.normal());
    case 'truncatedNormal':
      return data.map(() => {
        let value = random.normal() * initialiser.deviation;
        while (Math.abs(value) > initialiser.bound) value = random.normal() * initialiser.deviation;
        return value;
      });
    case 'value':
      return Float32Array.from(initialiser.value.data);
    case 'sameAs':
      throw new Error('sameAs must be resolved before drawing');
  }
}
