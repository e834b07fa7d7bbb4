import { paperAdapterSettings } from '../dgsct/adapter-settings.js';
import type { SwinV2Config } from '../encoders/swinv2.js';
import type { Scope } from '../graph/leaves.js';
import type { ModelSettings } from './model-settings.js';
import { overlaySettings } from './overlay-settings.js';

/** `adapter_token_downsampler` of the published state dicts: bias-free Linear layers [w/r, w/2r], never used. */
export function declareTokenDownsampler(scope: Scope, image: SwinV2Config, visualAdapter: ModelSettings): void {
  const { reduction } = overlaySettings(paperAdapterSettings, visualAdapter);
  image.depths.slice(1).forEach((_, stage) => {
    const width = image.embedDim * 2 ** (stage + 1);
    scope.child('adapter_token_downsampler').child(stage).parameter('weight', [Math.floor(width / reduction), Math.floor(width / 2 / reduction)], { kind: 'constant', value: 0 });
  });
}
