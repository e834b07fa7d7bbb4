import type { Port } from './lower-graph.js';
import { storageType, type Precision } from './precision.js';
import type { PreparedProgram } from './prepare-program.js';
import { storedVariable } from './variable-stores.js';
import type { FormulaLayout, PortLayout, StoreLayout, WorkerRequests } from './worker-messages.js';

/** A prepared program as the worker gets it: variables by the position of their store. */
export function programLayout(prepared: PreparedProgram, precision: Precision): Omit<WorkerRequests['compile']['request'], 'program' | 'state'> {
  const portLayout = ({ name, port, dtype, shape }: Port): PortLayout => ({ name, port, type: storageType(dtype, precision), shape });
  const positions = new Map(prepared.stores.map((store, position) => [storedVariable(store).name, position]));
  const storeOf = (variable: string): number => {
    const position = positions.get(variable);
    if (position === undefined) throw new Error(`variable "${variable}" of a formula has no store`);
    return position;
  };
  return {
    model: prepared.model,
    inputs: prepared.inputs.map(portLayout),
    outputs: prepared.outputs.map(portLayout),
    handedOver: prepared.handedOver.map(({ name, dtype, elements, parts }) => ({ name, type: storageType(dtype, precision), elements, parts: parts.map(portLayout) })),
    stores: prepared.stores.map(({ isFed, port, nextPort, dtype, shape }): StoreLayout => ({ port: isFed ? port : undefined, nextPort, type: storageType(dtype, precision), shape })),
    formulas: prepared.formulas.map(({ model, sliceElements, inputs, outputs, uses }): FormulaLayout => {
      const ports = outputs.map(portLayout);
      return {
        model,
        sliceElements,
        inputs: inputs.map(portLayout),
        outputs: ports,
        uses: uses.map(({ elements, variables, tensors, numbers, updated }) => {
          const sources = new Map<string, { readonly store: number } | { readonly result: string }>([
            ...variables.map((name, k) => [`variable/${k}`, { store: storeOf(name) }] as const),
            ...tensors.map((name, k) => [`tensor/${k}`, { result: name }] as const),
            ...numbers.map((name, k) => [`number/${k}`, { result: name }] as const),
          ]);
          const sourceOf = ({ name }: Port): { readonly store: number } | { readonly result: string } => {
            const source = sources.get(name);
            if (source === undefined) throw new Error(`the input "${name}" of a formula stands for nothing`);
            return source;
          };
          return { elements, inputs: inputs.map(sourceOf), outputs: ports.map(({ name }) => storeOf(updated[Number(name.slice('next/'.length))])) };
        }),
      };
    }),
  };
}
