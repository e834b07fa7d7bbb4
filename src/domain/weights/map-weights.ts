import { formatShape, sameShape } from '../graph/shapes.js';
import { clapLayouts } from './layouts/clap.js';
import { clipLayouts } from './layouts/clip.js';
import { htsatLayouts } from './layouts/htsat.js';
import type { WeightLayout } from './layouts/layout.js';
import { ownLayouts } from './layouts/own.js';
import { swinLayouts } from './layouts/swin.js';
import type { StoredTensor } from './stored-tensor.js';

/** A tensor under our name, and what it is made of. */
export interface MappedTensor extends StoredTensor {
  /** One, or the three row blocks of a joint projection in order. */
  readonly sources: readonly StoredTensor[];
  readonly transposed: boolean;
}

export interface MappedWeights {
  /** The layout recognised; undefined where the names are nobody's that avtool knows. */
  readonly layout: string | undefined;
  readonly tensors: readonly MappedTensor[];
  /** What could not be put together, in words. */
  readonly faults: readonly string[];
}

const layouts: readonly WeightLayout[] = [...ownLayouts, ...clapLayouts, ...clipLayouts, ...htsatLayouts, ...swinLayouts];
/** What data-parallel wrappers put before every name. */
const wrapper = 'module.';

/** Names the tensors of a file as avtool's models do, by the layout that its names show. */
export function mapWeights(tensors: readonly StoredTensor[]): MappedWeights {
  const wrapped = tensors.length > 0 && tensors.every(({ name }) => name.startsWith(wrapper));
  const nameOf = (tensor: StoredTensor): string => (wrapped ? tensor.name.slice(wrapper.length) : tensor.name);
  const names = new Set(tensors.map(nameOf));
  const layout = layouts.find((candidate) => candidate.recognises(names));
  const mapped = new Map<string, MappedTensor>();
  const thirds = new Map<string, (StoredTensor | undefined)[]>();
  const faults: string[] = [];
  for (const tensor of tensors) {
    const { name, third, transposed = false } = layout?.place(nameOf(tensor)) ?? { name: nameOf(tensor) };
    if (third !== undefined) {
      const blocks = thirds.get(name) ?? [undefined, undefined, undefined];
      blocks[third] = tensor;
      thirds.set(name, blocks);
      continue;
    }
    if (mapped.has(name)) faults.push(`two tensors of the file become "${name}"`);
    if (transposed && tensor.shape.length !== 2) faults.push(`"${tensor.name}" is no matrix`);
    else mapped.set(name, { name, dtype: tensor.dtype, shape: transposed ? [tensor.shape[1], tensor.shape[0]] : tensor.shape, sources: [tensor], transposed });
  }
  for (const [name, blocks] of thirds) {
    const sources = blocks.filter((block) => block !== undefined);
    const [first] = sources;
    if (sources.length < 3) faults.push(`"${name}" needs query, key and value, and the file has ${sources.length} of them`);
    else if (sources.some(({ dtype, shape }) => dtype !== first.dtype || shape.length === 0 || !sameShape(shape, first.shape))) faults.push(`query, key and value of "${name}" differ: ${sources.map(({ shape }) => formatShape(shape)).join(', ')}`);
    else mapped.set(name, { name, dtype: first.dtype, shape: [3 * first.shape[0], ...first.shape.slice(1)], sources, transposed: false });
  }
  return { layout: layout === undefined ? undefined : `${layout.name}${wrapped ? ', data-parallel' : ''}`, tensors: [...mapped.values()], faults };
}

/** Buffers that avtool computes itself, and heads that DG-SCT has no use for: no one misses a place for them. */
const unneeded: readonly RegExp[] = [
  /(^|\.)(attn_mask|relative_position_index|relative_coords_table|position_ids|token_type_ids|num_batches_tracked|k_bias)$/,
  /^htsat\.(spectrogram_extractor|logmel_extractor|tscam_conv|head)\./,
  /^swin\.head\./,
  /^(clap_text_encoder\.)?(text|audio)_transform\./,
  /^prompt_learner\.token_(prefix|suffix)$/,
  /^(input_resolution|context_length|vocab_size|logit_scale_t)$/,
];

/** Whether a tensor under our name may be left aside without a word. */
export const isUnneeded = (name: string): boolean => unneeded.some((pattern) => pattern.test(name));
