import { describe, expect, it } from 'vitest';
import { isUnneeded, mapWeights } from '../../../src/domain/weights/map-weights.js';
import { mappedValue } from '../../../src/domain/weights/mapped-value.js';
import { numbersOf, type StoredTensor } from '../../../src/domain/weights/stored-tensor.js';

const tensor = (name: string, shape: readonly number[] = [2]): StoredTensor => ({ name, dtype: 'float32', shape });
const tensors = (names: readonly string[]): StoredTensor[] => names.map((name) => tensor(name));

/** Layout, the names that show it, and names of the file with ours. Sources: spec/encoders §1.5, §3.3, spec/task-fewshot-zeroshot §11. */
const table: readonly (readonly [layout: string, marks: readonly string[], names: Readonly<Record<string, string>>])[] = [
  [
    'Swin-V2 (timm 0.6)',
    ['layers.0.blocks.0.attn.cpb_mlp.0.weight', 'layers.0.downsample.reduction.weight', 'layers.1.downsample.reduction.weight'],
    { 'layers.2.downsample.norm.bias': 'swin.layers.2.downsample.norm.bias', 'head.weight': 'swin.head.weight', 'patch_embed.proj.weight': 'swin.patch_embed.proj.weight', 'layers.0.blocks.1.attn.q_bias': 'swin.layers.0.blocks.1.attn.q_bias', 'norm.weight': 'swin.norm.weight' },
  ],
  [
    'Swin-V2 (timm 1.x)',
    ['layers.0.blocks.0.attn.cpb_mlp.0.weight', 'head.fc.weight'],
    { 'layers.1.downsample.reduction.weight': 'swin.layers.0.downsample.reduction.weight', 'layers.3.downsample.norm.weight': 'swin.layers.2.downsample.norm.weight', 'head.fc.bias': 'swin.head.bias', 'layers.3.blocks.0.mlp.fc1.weight': 'swin.layers.3.blocks.0.mlp.fc1.weight' },
  ],
  ['Swin-V2 (timm 1.x)', ['layers.0.blocks.0.attn.cpb_mlp.0.weight', 'layers.1.downsample.reduction.weight'], { 'norm.bias': 'swin.norm.bias' }],
  [
    'Swin-V2 (Microsoft)',
    ['layers.0.blocks.0.attn.cpb_mlp.0.weight', 'layers.0.blocks.0.attn.relative_coords_table', 'layers.0.downsample.reduction.weight'],
    { 'layers.0.downsample.norm.weight': 'swin.layers.0.downsample.norm.weight', 'head.bias': 'swin.head.bias' },
  ],
  [
    'HTS-AT (Lightning)',
    ['sed_model.layers.0.blocks.0.attn.relative_position_bias_table', 'sed_model.bn0.weight'],
    { 'sed_model.bn0.running_mean': 'htsat.bn0.running_mean', 'sed_model.spectrogram_extractor.stft.conv_real.weight': 'htsat.spectrogram_extractor.stft.conv_real.weight', 'sed_model.tscam_conv.weight': 'htsat.tscam_conv.weight' },
  ],
  ['HTS-AT', ['layers.0.blocks.0.attn.relative_position_bias_table', 'bn0.weight'], { 'layers.2.blocks.5.attn.qkv.bias': 'htsat.layers.2.blocks.5.attn.qkv.bias' }],
  [
    'CLAP (LAION), data-parallel',
    ['module.audio_branch.bn0.weight'],
    {
      'module.logit_scale_a': 'logit_scale_a',
      'module.audio_branch.layers.0.blocks.0.norm1.weight': 'htsat.layers.0.blocks.0.norm1.weight',
      'module.text_branch.encoder.layer.11.output.dense.weight': 'clap_text_encoder.text_branch.encoder.layer.11.output.dense.weight',
      'module.text_projection.2.bias': 'clap_text_encoder.text_projection.2.bias',
      'module.text_transform.sequential.0.weight': 'clap_text_encoder.text_transform.sequential.0.weight',
      'module.audio_projection.0.weight': 'audio_projection.0.weight',
    },
  ],
  [
    'CLAP (Hugging Face)',
    ['audio_model.audio_encoder.batch_norm.weight'],
    {
      'audio_model.audio_encoder.batch_norm.running_var': 'htsat.bn0.running_var',
      'audio_model.audio_encoder.layers.0.blocks.1.layernorm_before.bias': 'htsat.layers.0.blocks.1.norm1.bias',
      'audio_model.audio_encoder.layers.0.blocks.1.layernorm_after.bias': 'htsat.layers.0.blocks.1.norm2.bias',
      'audio_model.audio_encoder.layers.1.blocks.0.intermediate.dense.weight': 'htsat.layers.1.blocks.0.mlp.fc1.weight',
      'audio_model.audio_encoder.layers.1.blocks.0.output.dense.weight': 'htsat.layers.1.blocks.0.mlp.fc2.weight',
      'audio_model.audio_encoder.layers.1.blocks.0.attention.output.dense.weight': 'htsat.layers.1.blocks.0.attn.proj.weight',
      'audio_model.audio_encoder.layers.1.blocks.0.attention.self.relative_position_bias_table': 'htsat.layers.1.blocks.0.attn.relative_position_bias_table',
      'audio_model.audio_encoder.layers.0.downsample.reduction.weight': 'htsat.layers.0.downsample.reduction.weight',
      'audio_model.audio_encoder.patch_embed.proj.weight': 'htsat.patch_embed.proj.weight',
      'audio_projection.linear1.weight': 'audio_projection.0.weight',
      'audio_projection.linear2.bias': 'audio_projection.2.bias',
      'text_projection.linear1.weight': 'clap_text_encoder.text_projection.0.weight',
      'text_model.pooler.dense.weight': 'clap_text_encoder.text_branch.pooler.dense.weight',
      logit_scale_a: 'logit_scale_a',
    },
  ],
  [
    'CLIP (OpenAI)',
    ['visual.class_embedding'],
    {
      'visual.conv1.weight': 'ViT.conv1.weight',
      'visual.proj': 'ViT.proj',
      'visual.transformer.resblocks.0.attn.in_proj_weight': 'ViT.transformer.resblocks.0.attn.in_proj_weight',
      positional_embedding: 'text_encoder.positional_embedding',
      text_projection: 'text_encoder.text_projection',
      'ln_final.bias': 'text_encoder.ln_final.bias',
      'transformer.resblocks.3.mlp.c_fc.weight': 'text_encoder.transformer.resblocks.3.mlp.c_fc.weight',
      'token_embedding.weight': 'token_embedding.weight',
      logit_scale: 'logit_scale',
    },
  ],
  [
    'CLIP (Hugging Face)',
    ['vision_model.embeddings.class_embedding'],
    {
      'vision_model.embeddings.class_embedding': 'ViT.class_embedding',
      'vision_model.embeddings.patch_embedding.weight': 'ViT.conv1.weight',
      'vision_model.embeddings.position_embedding.weight': 'ViT.positional_embedding',
      'vision_model.pre_layrnorm.weight': 'ViT.ln_pre.weight',
      'vision_model.post_layernorm.bias': 'ViT.ln_post.bias',
      'vision_model.encoder.layers.4.self_attn.out_proj.bias': 'ViT.transformer.resblocks.4.attn.out_proj.bias',
      'vision_model.encoder.layers.4.layer_norm1.weight': 'ViT.transformer.resblocks.4.ln_1.weight',
      'vision_model.encoder.layers.4.mlp.fc2.weight': 'ViT.transformer.resblocks.4.mlp.c_proj.weight',
      'text_model.encoder.layers.11.mlp.fc1.bias': 'text_encoder.transformer.resblocks.11.mlp.c_fc.bias',
      'text_model.embeddings.token_embedding.weight': 'token_embedding.weight',
      'text_model.embeddings.position_embedding.weight': 'text_encoder.positional_embedding',
      'text_model.final_layer_norm.weight': 'text_encoder.ln_final.weight',
      logit_scale: 'logit_scale',
    },
  ],
  ['DG-SCT, data-parallel', ['module.swin.norm.weight', 'module.htsat.norm.weight', 'module.audio_adapter_blocks_p1.0.gate'], { 'module.temporal_attn.audio_gated.0.weight': 'temporal_attn.audio_gated.0.weight' }],
  ['DG-SCT few-shot and zero-shot', ['logit_scale', 'prompt_learner.ctx', 'ViT.proj'], { 'clip_adapter.fc.0.weight': 'clip_adapter.fc.0.weight', 'htsat.bn0.weight': 'htsat.bn0.weight' }],
  ['avtool', ['swin.norm.weight'], { 'swin.norm.bias': 'swin.norm.bias' }],
];

describe('the layout of a weight file', () => {
  it.each(table)('%s is recognised by its names, which become ours', (layout, marks, names) => {
    const mapped = mapWeights(tensors([...new Set([...marks, ...Object.keys(names)])]));
    expect(mapped.layout).toBe(layout);
    expect(mapped.faults).toEqual([]);
    const ours = new Map(mapped.tensors.map(({ name, sources }) => [sources[0].name, name]));
    expect(Object.fromEntries(Object.keys(names).map((name) => [name, ours.get(name)]))).toEqual(names);
  });

  it('that nobody knows is said, and its names stay', () => {
    expect(mapWeights([tensor('encoder.weight')])).toMatchObject({ layout: undefined, tensors: [{ name: 'encoder.weight' }] });
  });
});

describe('a joint projection that a file keeps in three', () => {
  const mark = tensor('vision_model.embeddings.class_embedding');
  const part = (which: string, shape: readonly number[] = [2, 3]): StoredTensor => tensor(`vision_model.encoder.layers.0.self_attn.${which}_proj.weight`, shape);

  it('is put together as query, key, value, whatever their order in the file', async () => {
    const { tensors: mapped, faults } = mapWeights([mark, part('v', [1, 2]), part('k', [1, 2]), part('q', [1, 2])]);
    expect(faults).toEqual([]);
    const joint = mapped.find(({ name }) => name === 'ViT.transformer.resblocks.0.attn.in_proj_weight');
    if (joint === undefined) throw new Error('no joint projection');
    expect(joint.shape).toEqual([3, 2]);
    const rows: Readonly<Record<string, readonly number[]>> = { q: [1, 2], k: [3, 4], v: [5, 6] };
    const value = await mappedValue(joint, ({ name, shape }) => Promise.resolve({ dtype: 'float32', shape, bytes: new Uint8Array(Float32Array.from(rows[/\.([qkv])_proj/.exec(name)?.[1] ?? '']).buffer) }));
    expect(numbersOf(value)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  it('is a fault where one is missing, or of another shape', () => {
    expect(mapWeights([mark, part('q'), part('k')]).faults).toEqual(['"ViT.transformer.resblocks.0.attn.in_proj_weight" needs query, key and value, and the file has 2 of them']);
    expect(mapWeights([mark, part('q'), part('k'), part('v', [4, 3])]).faults).toEqual(['query, key and value of "ViT.transformer.resblocks.0.attn.in_proj_weight" differ: [2, 3], [2, 3], [4, 3]']);
  });
});

describe('a projection that a file keeps transposed', () => {
  it('is turned', async () => {
    const { tensors: mapped } = mapWeights([tensor('vision_model.embeddings.class_embedding'), tensor('visual_projection.weight', [2, 3])]);
    const projection = mapped.find(({ name }) => name === 'ViT.proj');
    if (projection === undefined) throw new Error('no projection');
    expect(projection.shape).toEqual([3, 2]);
    const value = await mappedValue(projection, ({ shape }) => Promise.resolve({ dtype: 'float32', shape, bytes: new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer) }));
    expect(numbersOf(value)).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
  });
});

describe('what no one misses a place for', () => {
  it.each(['swin.layers.0.blocks.1.attn_mask', 'htsat.layers.0.blocks.0.attn.relative_position_index', 'prompt_learner.token_prefix', 'input_resolution', 'swin.head.weight', 'clap_text_encoder.text_transform.sequential.0.weight', 'htsat.logmel_extractor.melW', 'htsat.bn0.num_batches_tracked'])('is %s', (name) => {
    expect(isUnneeded(name)).toBe(true);
  });

  it.each(['swin.norm.weight', 'htsat.bn0.running_mean', 'CMBS.head.weight'])('is not %s', (name) => {
    expect(isUnneeded(name)).toBe(false);
  });
});
