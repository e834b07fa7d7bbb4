import type { GoldenKind } from '../golden-kind.js';
import { aveLabelsKind, aveLossKind, aveModelKind, aveSampleKind, aveScheduleKind, aveSelectionKind, aveWeakLocaliserKind, cmbsHeadKind, metricAveKind, temporalAttentionKind } from './ave.js';
import { aveTrainKind } from './ave-training.js';
import { avqaAdapterKind, avqaGroundingKind, avqaLossKind, avqaModelKind, avqaQuestionKind, avqaSampleKind, metricAvqaKind } from './avqa.js';
import { avqaTrainKind } from './avqa-training.js';
import { avsAdapterKind, avsDecoderKind, avsLossKind, avsModelKind, avsTemporalKind, avsTpaviKind, metricAvsKind } from './avs.js';
import { avsTrainKind } from './avs-training.js';
import { avvpGroupingKind, avvpHeadKind, avvpLossKind, avvpModalityKind, avvpModelKind, avvpTemporalKind, metricAvvpKind } from './avvp.js';
import { avvpTrainKind } from './avvp-training.js';
import { clapKind } from './clap.js';
import { clipKind } from './clip.js';
import { adapterKind, interleaveKind, temporalKind } from './dgsct.js';
import { htsatKind, logMelKind, swinV2Kind } from './encoders.js';
import { fillKind } from './fill.js';
import { opsKind } from './ops.js';
import { fewShotModelKind, fewShotTrainKind, fusionKind, lossKind, zeroShotModelKind } from './retrieval.js';
import { tokeniseClipKind, tokeniseRobertaKind } from './tokenise.js';

/** Every kind of case that is computed; a kind that is not here is skipped by name. */
export const goldenKinds: readonly GoldenKind[] = [
  fillKind,
  opsKind,
  htsatKind,
  logMelKind,
  swinV2Kind,
  adapterKind,
  interleaveKind,
  temporalKind,
  temporalAttentionKind,
  cmbsHeadKind,
  aveLossKind,
  aveLabelsKind,
  aveModelKind,
  aveTrainKind,
  aveSelectionKind,
  aveScheduleKind,
  aveSampleKind,
  aveWeakLocaliserKind,
  metricAveKind,
  avqaAdapterKind,
  avqaGroundingKind,
  avqaLossKind,
  avqaModelKind,
  avqaQuestionKind,
  avqaSampleKind,
  avqaTrainKind,
  metricAvqaKind,
  avsAdapterKind,
  avsTemporalKind,
  avsTpaviKind,
  avsDecoderKind,
  avsLossKind,
  avsModelKind,
  avsTrainKind,
  metricAvsKind,
  avvpGroupingKind,
  avvpModalityKind,
  avvpTemporalKind,
  avvpHeadKind,
  avvpLossKind,
  avvpModelKind,
  avvpTrainKind,
  metricAvvpKind,
  clipKind,
  clapKind,
  fusionKind,
  lossKind,
  fewShotModelKind,
  zeroShotModelKind,
  fewShotTrainKind,
  tokeniseClipKind,
  tokeniseRobertaKind,
];
