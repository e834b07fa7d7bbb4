/** One way to train AVE on the same clips and the same frozen encoders. */
export interface Variant {
  readonly name: string;
  /** Run folder name. */
  readonly folder: string;
  /** `--set` values that make it. */
  readonly settings: readonly string[];
  readonly note: string;
}

/** What the table compares; the head has the same size in all but the last control. */
export const variants: readonly Variant[] = [
  { name: 'audio only', folder: 'audio', settings: ['model.adapter=none', 'model.modality=audio'], note: 'no adapters; the picture is hidden from the head' },
  { name: 'vision only', folder: 'vision', settings: ['model.adapter=none', 'model.modality=vision'], note: 'no adapters; the sound is hidden from the head' },
  { name: 'late fusion', folder: 'late', settings: ['model.adapter=none'], note: 'no adapters: the modalities first meet in the head' },
  { name: 'adapters, zero prompt', folder: 'zero-prompt', settings: ['model.prompt=zero'], note: 'the DG-SCT adapters without guidance: each sees zeros instead of the other modality' },
  { name: 'DG-SCT', folder: 'dgsct', settings: [], note: 'the paper: each modality guides the other inside the encoders' },
];
