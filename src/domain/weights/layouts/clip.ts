import { renamed, thirdOf, type Placement, type Renaming, type WeightLayout } from './layout.js';

/** OpenAI's names → ours (spec/task-fewshot-zeroshot §11). */
const openai: Renaming = [
  [/^visual\./, 'ViT.'],
  [/^(transformer|ln_final)\./, 'text_encoder.$1.'],
  [/^(positional_embedding|text_projection)$/, 'text_encoder.$1'],
];

const outer: Renaming = [
  [/^vision_model\.embeddings\.class_embedding$/, 'ViT.class_embedding'],
  [/^vision_model\.embeddings\.patch_embedding\.weight$/, 'ViT.conv1.weight'],
  [/^vision_model\.embeddings\.position_embedding\.weight$/, 'ViT.positional_embedding'],
  // The misspelling is Hugging Face's.
  [/^vision_model\.pre_layrnorm\./, 'ViT.ln_pre.'],
  [/^vision_model\.post_layernorm\./, 'ViT.ln_post.'],
  [/^text_model\.embeddings\.token_embedding\./, 'token_embedding.'],
  [/^text_model\.embeddings\.position_embedding\.weight$/, 'text_encoder.positional_embedding'],
  [/^text_model\.final_layer_norm\./, 'text_encoder.ln_final.'],
];

const inBlock: Renaming = [
  [/^self_attn\.out_proj\./, 'attn.out_proj.'],
  [/^layer_norm([12])\./, 'ln_$1.'],
  [/^mlp\.fc1\./, 'mlp.c_fc.'],
  [/^mlp\.fc2\./, 'mlp.c_proj.'],
];

const block = /^(vision|text)_model\.encoder\.layers\.(\d+)\.(.*)$/;
const attention = /^self_attn\.([qkv])_proj\.(weight|bias)$/;

function placeHuggingFace(name: string): Placement {
  if (name === 'visual_projection.weight') return { name: 'ViT.proj', transposed: true };
  if (name === 'text_projection.weight') return { name: 'text_encoder.text_projection', transposed: true };
  const inside = block.exec(name);
  if (inside === null) return { name: renamed(name, outer) };
  const [, side, layer, rest] = inside;
  const start = `${side === 'vision' ? 'ViT' : 'text_encoder'}.transformer.resblocks.${layer}`;
  const part = attention.exec(rest);
  if (part === null) return { name: `${start}.${renamed(rest, inBlock)}` };
  return { name: `${start}.attn.in_proj_${part[2]}`, third: thirdOf('qkv'.indexOf(part[1])) };
}

export const clipLayouts: readonly WeightLayout[] = [
  { name: 'CLIP (Hugging Face)', recognises: (names) => names.has('vision_model.embeddings.class_embedding'), place: placeHuggingFace },
  { name: 'CLIP (OpenAI)', recognises: (names) => names.has('visual.class_embedding'), place: (name) => ({ name: renamed(name, openai) }) },
];
