import { renamed, thirdOf, type Placement, type Renaming, type WeightLayout } from './layout.js';

/** CLAP's file → ours (spec/task-fewshot-zeroshot §11). */
const laion: Renaming = [
  [/^audio_branch\./, 'htsat.'],
  [/^(text_branch|text_projection|text_transform)\./, 'clap_text_encoder.$1.'],
];

const projections: Renaming = [
  [/^audio_projection\.linear1\./, 'audio_projection.0.'],
  [/^audio_projection\.linear2\./, 'audio_projection.2.'],
  [/^text_projection\.linear1\./, 'clap_text_encoder.text_projection.0.'],
  [/^text_projection\.linear2\./, 'clap_text_encoder.text_projection.2.'],
  [/^text_model\./, 'clap_text_encoder.text_branch.'],
];

const audio: Renaming = [
  [/^batch_norm\./, 'bn0.'],
  [/\.layernorm_before\./, '.norm1.'],
  [/\.layernorm_after\./, '.norm2.'],
  [/\.intermediate\.dense\./, '.mlp.fc1.'],
  [/\.attention\.output\.dense\./, '.attn.proj.'],
  [/\.attention\.self\.relative_position_/, '.attn.relative_position_'],
  [/\.output\.dense\./, '.mlp.fc2.'],
];

const encoder = 'audio_model.audio_encoder.';
const attention = /^(.*)\.attention\.self\.(query|key|value)\.(weight|bias)$/;
const parts = ['query', 'key', 'value'];

function placeHuggingFace(name: string): Placement {
  if (!name.startsWith(encoder)) return { name: renamed(name, projections) };
  const inner = name.slice(encoder.length);
  const part = attention.exec(inner);
  if (part === null) return { name: `htsat.${renamed(inner, audio)}` };
  const [, block, which, kind] = part;
  return { name: `htsat.${block}.attn.qkv.${kind}`, third: thirdOf(parts.indexOf(which)) };
}


export const clapLayouts: readonly WeightLayout[] = [
  { name: 'CLAP (LAION)', recognises: (names) => names.has('audio_branch.bn0.weight') || names.has('text_branch.embeddings.word_embeddings.weight'), place: (name) => ({ name: renamed(name, laion) }) },
  { name: 'CLAP (Hugging Face)', recognises: (names) => names.has(`${encoder}batch_norm.weight`), place: placeHuggingFace },
];
