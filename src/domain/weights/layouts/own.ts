import type { WeightLayout } from './layout.js';

const startsOne = (names: ReadonlySet<string>, prefix: string): boolean => [...names].some((name) => name.startsWith(prefix));

export const ownLayoutName = 'avtool';

/** Names that are ours already: DG-SCT's published ones. */
export const ownLayouts: readonly WeightLayout[] = [
  { name: 'DG-SCT few-shot and zero-shot', recognises: (names) => startsOne(names, 'ViT.') && startsOne(names, 'prompt_learner.'), place: (name) => ({ name }) },
  { name: 'DG-SCT', recognises: (names) => startsOne(names, 'swin.') && startsOne(names, 'htsat.') && startsOne(names, 'audio_adapter_blocks_p1.'), place: (name) => ({ name }) },
  { name: ownLayoutName, recognises: (names) => ['swin.', 'htsat.', 'ViT.', 'text_encoder.', 'clap_text_encoder.'].some((prefix) => startsOne(names, prefix)), place: (name) => ({ name }) },
];
