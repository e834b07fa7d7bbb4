import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { adapterGroups, ownMethod } from '../adapter-groups.js';
import type { ModelSettings } from '../model-settings.js';
import { overlaySettings, requireChoice } from '../overlay-settings.js';
import { fusionRules } from './fusion.js';
import { paperRetrievalSettings } from './paper-settings.js';
import { contextPositions } from './prompt-learner.js';
import { contextStarts } from './prompt-settings.js';
import type { RetrievalSettings } from './retrieval-settings.js';

/**
 * CLIP ViT-B/32 and CLAP as published, with some settings replaced.
 * @param method the adapter method that the settings name, where it is known
 * @throws AvtoolError for an unknown key or choice, naming the nearest, or a value of another type
 */
export function retrievalSettings(overrides: ModelSettings, method = ownMethod(overrides)): RetrievalSettings {
  const groups = adapterGroups(overrides, method);
  const own = method === dgsctMethod ? { visualAdapter: paperRetrievalSettings.visualAdapter, audioAdapter: paperRetrievalSettings.audioAdapter } : groups;
  const settings = overlaySettings({ ...paperRetrievalSettings, ...own }, overrides);
  requireChoice('fusion', settings.fusion, fusionRules);
  requireChoice('target', settings.target, ['segments', 'clips']);
  requireChoice('objective', settings.objective, ['fixed', 'paper', 'ave', 'ave-classification', 'llp-classification', 'pre-training']);
  requireChoice('frames', settings.frames, ['clip', 'published']);
  requireChoice('audioScale', settings.audioScale, ['exponential', 'stored']);
  requireChoice('prompts.position', settings.prompts.position, contextPositions);
  requireChoice('prompts.contextStart', settings.prompts.contextStart, contextStarts);
  return settings;
}
