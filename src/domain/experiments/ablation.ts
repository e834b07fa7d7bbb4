import type { ModelSettings } from '../tasks/model-settings.js';

/** A table or figure of the paper as data: what is varied, and what the paper measured. */
export interface Ablation {
  /** What `--what` names. */
  readonly name: string;
  readonly title: string;
  /** Where the paper has it, e.g. `table 5`. */
  readonly source: string;
  /** The task's metric of which more is better: every variant is trained, and measured over seeds. Absent: the variants are counted ({@link costMeasures}), not trained. */
  readonly main?: string;
  readonly variants: readonly AblationVariant[];
  /** What a reader must know of the variants, in sentences. */
  readonly remarks: readonly string[];
}

export interface AblationVariant {
  readonly name: string;
  /** Settings laid over the model's; absent for a row that only the paper has. */
  readonly model?: ModelSettings;
  /** The paper's numbers by measure. */
  readonly paper?: Readonly<Record<string, number>>;
  readonly note?: string;
  /** The row that the others are held against. */
  readonly baseline?: boolean;
  /** Where it lies on curves over one setting. */
  readonly points?: readonly { readonly curve: string; readonly at: number }[];
}

/** What is counted of a model; the paper's numbers go by these names. */
export const costMeasures = [
  { name: 'trainable', title: 'trainable', unit: '%', digits: 1 },
  { name: 'parameters', title: 'parameters', unit: 'M', digits: 1 },
  { name: 'multiplyAdds', title: 'multiply-adds of layers', unit: 'G', digits: 1 },
] as const;
