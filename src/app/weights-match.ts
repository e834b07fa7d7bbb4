import { AvtoolError } from '../domain/errors.js';
import { formatShape, sameShape } from '../domain/graph/shapes.js';
import type { TensorValue, Variable } from '../domain/graph/tensor.js';
import type { WeightStore } from '../domain/ports/weight-store.js';
import { isUnneeded, mapWeights } from '../domain/weights/map-weights.js';
import { mappedValue } from '../domain/weights/mapped-value.js';
import { tensorValueOf, ValueFault } from '../domain/weights/stored-tensor.js';

/** A tensor whose place in the model has another shape or type. */
export interface Misfit {
  readonly name: string;
  readonly path: string;
  readonly found: string;
  readonly wanted: string;
}

/** What weight files and a model have in common. */
export interface WeightsMatch {
  readonly values: ReadonlyMap<string, TensorValue>;
  readonly files: readonly { readonly path: string; readonly format: string; readonly layout: string | undefined }[];
  /** Tensors of the files that the model has no place for, by our names; buffers that avtool computes itself are left out. */
  readonly unexpected: readonly string[];
  readonly misfits: readonly Misfit[];
}

/** Reads what the model has a place for, one tensor at a time, under our names. @param files of any format and known layout; later ones win @throws AvtoolError of the files */
export async function matchWeights(variables: readonly Variable[], files: readonly string[], weights: Pick<WeightStore, 'open'>): Promise<WeightsMatch> {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const values = new Map<string, TensorValue>();
  const unexpected: string[] = [];
  const misfits: Misfit[] = [];
  const opened: { path: string; format: string; layout: string | undefined }[] = [];
  for (const path of files) {
    const file = await weights.open(path);
    try {
      const mapped = mapWeights(file.tensors);
      if (mapped.faults.length > 0) throw layoutFault(path, mapped.faults);
      opened.push({ path, format: file.format, layout: mapped.layout });
      for (const tensor of mapped.tensors) {
        const variable = byName.get(tensor.name);
        if (variable === undefined) {
          if (!isUnneeded(tensor.name)) unexpected.push(tensor.name);
          continue;
        }
        if (!sameShape(variable.shape, tensor.shape)) {
          misfits.push({ name: tensor.name, path, found: `shape ${formatShape(tensor.shape)}`, wanted: formatShape(variable.shape) });
          continue;
        }
        const value = inGraphType(await mappedValue(tensor, (source) => file.read(source)), path, tensor.name);
        if (value.dtype === variable.dtype) values.set(tensor.name, value);
        else misfits.push({ name: tensor.name, path, found: `type ${value.dtype}`, wanted: variable.dtype });
      }
    } finally {
      await file.close();
    }
  }
  return { values, files: opened, unexpected, misfits };
}

function inGraphType(value: Parameters<typeof tensorValueOf>[0], path: string, name: string): TensorValue {
  try {
    return tensorValueOf(value);
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    throw new AvtoolError({ code: 'WEIGHTS_DAMAGED', message: `tensor "${name}": ${error.message}`, where: path, fix: 'download or write the file again', exitCode: 2, cause: error });
  }
}

/** Tensors that no name of ours can be put together from. */
export const layoutFault = (path: string, faults: readonly string[]): AvtoolError =>
  new AvtoolError({ code: 'WEIGHTS_LAYOUT', message: listed(faults), where: path, fix: 'avtool weights:inspect FILE shows what the file holds', exitCode: 2 });

/** The first few of many, and how many more there are. */
export function listed(items: readonly string[], most = 3): string {
  const more = items.length - most;
  return items.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
