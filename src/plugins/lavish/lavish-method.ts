import type { AdapterMethod } from '../../contract/index.js';
import { attendLatentTokens, bottleneck, overlaySettings, projectPrompt } from '../../contract/layers.js';

/** As LAVisH* of the DG-SCT paper: the sizes of DG-SCT without its channel, spatial and temporal parts. */
const settings = {
  /** The bottleneck is ⌊C / reduction⌋ wide. */
  reduction: 8,
  /** Groups of both projections of the bottleneck. */
  groups: 2,
  /** Learned tokens that carry the other modality into the stream. */
  latentTokens: 32,
  batchNorm: true,
  /** The residual starts at 0. */
  gate: true,
  layerNormBefore: true,
  layerNormAfter: true,
};

/**
 * LAVisH: few latent tokens read the other modality, the stream reads them, a bottleneck makes the residual. No maps: tokens are pooled by their mean.
 * Lin, Sung, Lei, Bansal, Bertasius: Vision Transformers are Parameter-Efficient Audio-Visual Learners, CVPR 2023. spec/dgsct-core §2.1, §2.2, §2.6.
 * LAVisH has one encoder for both modalities; between two different ones the prompt is projected into the stream's shape first, as DG-SCT does it.
 */
export const lavishMethod: AdapterMethod = {
  name: 'lavish',
  description: 'cross-attention through latent tokens (Lin et al., CVPR 2023)',
  settings,
  build(scope, x, prompt, given, context) {
    const chosen = overlaySettings(settings, given, scope.path);
    const P = projectPrompt(scope, prompt, x.shape[1], x.shape[2]);
    const x1 = attendLatentTokens(scope, x, P, chosen.latentTokens);
    return { residual: bottleneck(scope, x1, chosen, 'relu', context) };
  },
};
