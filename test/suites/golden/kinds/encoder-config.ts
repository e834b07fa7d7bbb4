import { z } from 'zod';
import type { HtsatConfig } from '../../../../src/domain/encoders/htsat.js';
import type { LogMelConfig } from '../../../../src/domain/encoders/log-mel.js';
import type { SwinV2Config } from '../../../../src/domain/encoders/swinv2.js';

const logMelKeys = z.object({ sample_rate: z.number(), n_fft: z.number(), hop: z.number(), mel_bins: z.number(), fmin: z.number(), fmax: z.number() });

const swinKeys = z.object({
  img_size: z.union([z.number(), z.tuple([z.number(), z.number()])]),
  window_size: z.number(),
  embed_dim: z.number(),
  depths: z.array(z.number()),
  num_heads: z.array(z.number()),
  mlp_ratio: z.number(),
  drop_path_rate: z.number(),
  num_classes: z.number().default(0),
  pretrained_window_sizes: z.array(z.number()).optional(),
});

const htsatKeys = logMelKeys.extend({
  spec_size: z.number(),
  patch: z.number(),
  stride: z.tuple([z.number(), z.number()]),
  embed: z.number(),
  depths: z.array(z.number()),
  heads: z.array(z.number()),
  window: z.number(),
  mlp_ratio: z.number(),
  classes: z.number(),
  loss_type: z.enum(['clip_bce', 'clip_ce']).default('clip_bce'),
});

/** The front end's sizes from a case's keys. */
export function logMelConfig(keys: unknown): LogMelConfig {
  const { sample_rate, n_fft, hop, mel_bins, fmin, fmax } = logMelKeys.parse(keys);
  return { sampleRateHz: sample_rate, fftSize: n_fft, hopSize: hop, melBins: mel_bins, minHz: fmin, maxHz: fmax };
}

/** Swin-V2's sizes from a case's keys (`config` or its `swin`). */
export function swinV2Config(keys: unknown): SwinV2Config {
  const { img_size, window_size, embed_dim, depths, num_heads, mlp_ratio, drop_path_rate, num_classes, pretrained_window_sizes } = swinKeys.parse(keys);
  return {
    imageSize: typeof img_size === 'number' ? [img_size, img_size] : img_size,
    patchSize: 4,
    embedDim: embed_dim,
    depths,
    heads: num_heads,
    windowSize: window_size,
    mlpRatio: mlp_ratio,
    dropPathRate: drop_path_rate,
    classes: num_classes,
    ...(pretrained_window_sizes === undefined ? {} : { pretrainedWindowSizes: pretrained_window_sizes }),
  };
}

/** HTS-AT's sizes from a case's keys (`config` or its `aud`). */
export function htsatConfig(keys: unknown): HtsatConfig {
  const { spec_size, patch, stride, embed, depths, heads, window, mlp_ratio, classes, loss_type } = htsatKeys.parse(keys);
  return {
    ...logMelConfig(keys),
    specSize: spec_size,
    patchSize: patch,
    patchStride: stride,
    embedDim: embed,
    depths,
    heads,
    windowSize: window,
    mlpRatio: mlp_ratio,
    dropPathRate: 0,
    classes,
    lossType: loss_type,
  };
}
