import { dgsctAdapter } from '../../../../src/domain/dgsct/adapter.js';
import { interleaveEncoders } from '../../../../src/domain/dgsct/interleave.js';
import { htsatStages } from '../../../../src/domain/encoders/htsat.js';
import { swinV2Stages } from '../../../../src/domain/encoders/swinv2.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import { matmul, reshape } from '../../../../src/domain/graph/operations.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { paperAveSettings } from '../../../../src/domain/tasks/ave/ave-settings.js';
import { temporalAttention } from '../../../../src/domain/tasks/ave/temporal-attention.js';
import type { GoldenKind } from '../golden-kind.js';
import { computeForwardCase } from './case-gradients.js';
import { passOf, publishedLayout, tokensOf } from './case-inputs.js';
import { htsatConfig, swinV2Config } from './encoder-config.js';
import { adapterSettings, interleaveSettings, numberOf, objectOf } from './published-settings.js';

export const adapterKind: GoldenKind = {
  kind: 'dgsct-adapter',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const context = passOf(config.train);
    const x = input('x', [numberOf(config, 'batch'), numberOf(config, 'dim'), numberOf(config, 'tokens'), 1]);
    const prompt = input('prompt', [numberOf(config, 'batch'), numberOf(config, 'prompt_dim'), numberOf(config, 'prompt_tokens'), 1]);
    const settings = adapterSettings(config, config.gate === true, numberOf(config, 'alpha'), numberOf(config, 'beta'));
    const { residual, spatialMap } = dgsctAdapter(scope, tokensOf(x), tokensOf(prompt), settings, context);
    const outputs = { output: publishedLayout(residual), ...(spatialMap && { spatial_map: spatialMap }) };
    // Without guidance the published module still lists the guiding layers; they get no gradient.
    if (!settings.multimodal) dgsctAdapter(scope, tokensOf(x), tokensOf(prompt), { ...settings, multimodal: true }, ForwardContext.evaluation());
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs: { x, prompt }, scope, context });
  },
};

export const interleaveKind: GoldenKind = {
  kind: 'dgsct-interleave',
  compute: async (golden) => {
    const { config, inputs } = golden.golden;
    const scope = Scope.root();
    const context = passOf(config.train);
    const audio = input('audio', inputs.get('audio')?.shape ?? []);
    const vis = input('vis', inputs.get('vis')?.shape ?? []);
    const rows = audio.shape[0] * audio.shape[1];
    const swin = swinV2Stages(scope.child('swin'), swinV2Config(config.swin));
    const htsat = htsatStages(scope.child('htsat'), htsatConfig(config.aud));
    const frames = swin.patchEmbed(reshape(vis, [rows, ...vis.shape.slice(2)]));
    const sounds = htsat.frontEnd(reshape(audio, [rows, audio.shape[2]]), context);
    const settings = interleaveSettings(objectOf(config, 'opt'), numberOf(config, 'alpha'), numberOf(config, 'beta'));
    const streams = interleaveEncoders(scope, swin, htsat, frames, sounds, settings, context, context);
    if (streams.visualMap === undefined || streams.audioMap === undefined) throw new Error('the golden case has maps on both streams');
    const differentiated = { f_v: streams.visualTokens, f_a: streams.audioTokens, map_v: streams.visualMap, map_a: streams.audioMap };
    const residuals = Object.fromEntries([...streams.residuals].map(([name, residual]) => [`residual/${name}`, residual]));
    const pooled = { pooled_v: matmul(streams.visualMap, streams.visualTokens), pooled_a: matmul(streams.audioMap, streams.audioTokens) };
    return computeForwardCase(golden, { outputs: { ...differentiated, ...pooled, ...residuals }, loss: golden.cotangentLoss(differentiated), scope, context });
  },
};

export const temporalKind: GoldenKind = {
  kind: 'dgsct-temporal',
  compute: async (golden) => {
    const { inputs } = golden.golden;
    const scope = Scope.root();
    const visual = input('visual', inputs.get('visual')?.shape ?? []);
    const audio = input('audio', inputs.get('audio')?.shape ?? []);
    const result = temporalAttention(scope, visual, audio, paperAveSettings.temporal, true, ForwardContext.evaluation());
    const outputs = { video_query_output: result.visual, audio_query_output: result.audio, audio_visual_gate: result.audioVisualGate };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs: { visual, audio }, scope });
  },
};
