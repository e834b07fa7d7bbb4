import { input, type Scope } from '../../../../../src/domain/graph/leaves.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import type { GoldenCase } from '../../golden-kind.js';

/** Builds the results of a case, by name. */
export type OpBuilder = (op: OpCase) => Readonly<Record<string, Tensor>>;

interface OpConfig {
  readonly op: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly operands: readonly string[];
  readonly outputs: readonly string[];
  readonly gradient_of: readonly string[];
}

/** One operator case: its operands as graph inputs, and its attributes by type. */
export class OpCase {
  readonly config: OpConfig;
  private readonly made = new Map<string, Tensor>();

  constructor(
    private readonly golden: GoldenCase,
    /** For layers that make their own parameters; these have the names of the case's operands. */
    readonly scope: Scope,
  ) {
    this.config = golden.config as unknown as OpConfig;
  }

  /** The operands made so far, by name. */
  inputs(): Readonly<Record<string, Tensor>> {
    return Object.fromEntries(this.made);
  }

  has(name: string): boolean {
    return this.golden.inputs.has(name);
  }

  operand(name: string): Tensor {
    const value = this.golden.inputs.get(name);
    if (value === undefined) throw new Error(`case ${this.golden.id} has no operand "${name}"`);
    const tensor = this.made.get(name) ?? input(name, value.shape, value.dtype);
    this.made.set(name, tensor);
    return tensor;
  }

  optional(name: string): Tensor | undefined {
    return this.has(name) ? this.operand(name) : undefined;
  }

  /** All operands in order. */
  operands(): Tensor[] {
    return this.config.operands.map((name) => this.operand(name));
  }

  /** The operand called `x`. */
  get x(): Tensor {
    return this.operand('x');
  }

  number(name: string): number {
    const value = this.config.attributes[name];
    if (typeof value !== 'number') throw new Error(`case ${this.golden.id}: attribute "${name}" is no number`);
    return value;
  }

  optionalNumber(name: string): number | undefined {
    return name in this.config.attributes ? this.number(name) : undefined;
  }

  numbers(name: string): number[] {
    const value = this.config.attributes[name];
    if (!Array.isArray(value)) throw new Error(`case ${this.golden.id}: attribute "${name}" is no list`);
    return value.map(Number);
  }

  /** The list, or undefined where the attribute is absent or null. */
  optionalNumbers(name: string): number[] | undefined {
    return (this.config.attributes[name] ?? undefined) === undefined ? undefined : this.numbers(name);
  }

  /** True for `true` and 1. */
  flag(name: string): boolean {
    const value = this.config.attributes[name];
    return value === true || value === 1;
  }

  text(name: string): string {
    return String(this.config.attributes[name]);
  }

  /** ONNX pads: all begins, then all ends. */
  pads(): { begins: number[]; ends: number[] } {
    const pads = this.numbers('pads');
    return { begins: pads.slice(0, pads.length / 2), ends: pads.slice(pads.length / 2) };
  }
}
