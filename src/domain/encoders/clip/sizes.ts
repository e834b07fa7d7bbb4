import type { ClipTextConfig } from './clip-text.js';
import type { ClipVisionConfig } from './clip-vision.js';

export interface ClipConfig {
  readonly vision: ClipVisionConfig;
  readonly text: ClipTextConfig;
}

const text = (width: number, embedding: number): ClipTextConfig => ({ contextLength: 77, vocabulary: 49408, width, heads: width / 64, layers: 12, embedding });

/** OpenAI's Vision Transformers (Radford et al. 2021, table 20). */
export const clipSizes = {
  'ViT-B/32': { vision: { imageSize: 224, patchSize: 32, width: 768, layers: 12, embedding: 512 }, text: text(512, 512) },
  'ViT-B/16': { vision: { imageSize: 224, patchSize: 16, width: 768, layers: 12, embedding: 512 }, text: text(512, 512) },
  'ViT-L/14': { vision: { imageSize: 224, patchSize: 14, width: 1024, layers: 24, embedding: 768 }, text: text(768, 768) },
} as const satisfies Readonly<Record<string, ClipConfig>>;
