import type { Scope } from '../../graph/leaves.js';
import { reduceMean } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { htsatTokens, type Htsat } from '../htsat.js';
import { jointProjection } from './joint-projection.js';

/** The mean of the normalised tokens. spec/task-fewshot-zeroshot §1.4. @param tokens of the last stage before the norm [N, L, C] @returns [N, C] */
export const audioLatent = (htsat: Htsat, tokens: Tensor): Tensor => reduceMean(htsat.norm(tokens), [1]);

/** The plain audio branch of CLAP. @param projection scope of `audio_projection` @param waveform [N, samples] @returns [N, E], not normalised */
export const clapAudioEmbedding = (htsat: Htsat, projection: Scope, waveform: Tensor, embedding: number, context: ForwardContext): Tensor =>
  jointProjection(projection, audioLatent(htsat, htsatTokens(htsat, waveform, context)), embedding);
