import type { AdapterMethod } from '../../adapters/adapter-method.js';
import { interleaveClip, type ClipStreams } from '../../dgsct/interleave-clip.js';
import { audioLatent } from '../../encoders/clap/clap-audio.js';
import { jointProjection } from '../../encoders/clap/joint-projection.js';
import { roberta } from '../../encoders/clap/roberta.js';
import { clipText } from '../../encoders/clip/clip-text.js';
import { clipVision } from '../../encoders/clip/clip-vision.js';
import { scaledCosines } from '../../encoders/clip/similarity.js';
import { htsatStages } from '../../encoders/htsat.js';
import type { Scope } from '../../graph/leaves.js';
import { add, concat, log, reshape } from '../../graph/operations.js';
import type { Initialiser, Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { audioVisualContrast } from './audio-visual-contrast.js';
import type { ClassTexts } from './class-texts.js';
import { commonSpace } from './common-space.js';
import { clipAdapter } from './clip-adapter.js';
import { contextNames, declareMetaNet, learnedPrompts } from './prompt-learner.js';
import type { RetrievalSettings } from './retrieval-settings.js';

export interface RetrievalInputs {
  /** One waveform a segment [B, T, samples], before repetition. */
  readonly wave: Tensor;
  /** Normalised frames [B, T, 3, H, W]. */
  readonly image: Tensor;
}

export interface RetrievalOutputs {
  /** Scores of segments by pictures and by sounds [B · T, K]. */
  readonly visualLogits: Tensor;
  readonly audioLogits: Tensor;
  /** Sounds against pictures of the batch [B, B], and the other way round. */
  readonly audioImageLogits: Tensor;
  readonly imageAudioLogits: Tensor;
  /** Embeddings of segments [B · T, E], as the encoders give them. */
  readonly visualEmbedding: Tensor;
  readonly audioEmbedding: Tensor;
  /** [K, L, C] */
  readonly prompts: Tensor;
  /** Embeddings of the classes [K, E], as the encoders give them. */
  readonly clipTexts: Tensor;
  readonly clapTexts: Tensor;
  readonly streams: ClipStreams;
}

/** ln(1 / 0.07), where CLIP's and CLAP's scales start. */
const startScale: Initialiser = { kind: 'constant', value: Math.log(1 / 0.07) };

/**
 * CLIP and CLAP with DG-SCT modules between their blocks: segments against class prompts. spec/task-fewshot-zeroshot §2–4.
 * @param method of the adapters; absent for plain encoders
 * @param contextStart first values of the learned context
 */
export function retrievalNetwork(scope: Scope, { wave, image }: RetrievalInputs, texts: ClassTexts, settings: RetrievalSettings, method: AdapterMethod | undefined, contextStart: Initialiser, context: ForwardContext): RetrievalOutputs {
  const [clips, segments] = image.shape;
  const rows = clips * segments;
  const encoderContext = settings.encodersTrain ? context : context.evaluating();
  const vision = clipVision(scope.child('ViT'), settings.image);
  const htsat = htsatStages(scope.child('htsat'), settings.audio);
  const patches = vision.embed(reshape(image, [rows, ...image.shape.slice(2)]));
  const sounds = htsat.frontEnd(repeated(reshape(wave, [rows, wave.shape[2]]), settings.soundRepeats), encoderContext);
  const streams = interleaveClip(scope, vision, htsat, patches, sounds, { method, audioAdapter: settings.audioAdapter, visualAdapter: settings.visualAdapter }, context, encoderContext);
  const visualEmbedding = vision.project(streams.visualTokens);
  const audioEmbedding = jointProjection(scope.child('audio_projection'), audioLatent(htsat, streams.audioTokens), settings.audioEmbedding);

  const { prompts, embeddings: clipTexts } = classPrompts(scope, texts, settings, contextStart);
  const clapScope = scope.child('clap_text_encoder');
  const { pooled } = roberta(clapScope.child('text_branch'), texts.clapIds, texts.clapMask, settings.audioText, encoderContext);
  const clapTexts = jointProjection(clapScope.child('text_projection'), pooled, settings.audioEmbedding);

  const visualScale = scope.parameter('logit_scale', [], { kind: 'constant', value: Math.log(100) });
  const storedScale = scope.parameter('logit_scale_a', [], startScale);
  const learntScale = (name: string, scale: Tensor): Tensor => (settings.learntTemperatures ? add(scale, scope.child('temperature').parameter(name, [], { kind: 'constant', value: 0 })) : scale);
  const logitScale = learntScale('visual', visualScale);
  const audioScale = learntScale('audio', settings.audioScale === 'stored' ? log(storedScale) : storedScale);
  const adapted = (name: string, z: Tensor): Tensor => (settings.clipAdapters ? clipAdapter(scope.child(name), z) : z);
  const common = (name: string, z: Tensor): Tensor => (settings.commonWidth > 0 ? commonSpace(scope.child('common').child(name), z, settings.commonWidth) : z);
  const contrast = audioVisualContrast(scope.child('audio_visual_contrastive_learner'), visualEmbedding, audioEmbedding, clips, visualScale);
  return {
    visualLogits: scaledCosines(common('visual', adapted('clip_adapter', visualEmbedding)), common('visual_text', adapted('clip_adapter_text', clipTexts)), logitScale),
    audioLogits: scaledCosines(common('audio', audioEmbedding), common('audio_text', clapTexts), audioScale),
    audioImageLogits: contrast.audioImage,
    imageAudioLogits: contrast.imageAudio,
    visualEmbedding,
    audioEmbedding,
    prompts,
    clipTexts,
    clapTexts,
    streams,
  };
}

/** The classes through CLIP's text encoder, with the learned context. */
function classPrompts(scope: Scope, { clipIds, clipEnds, nameLengths }: ClassTexts, settings: RetrievalSettings, contextStart: Initialiser): { readonly prompts: Tensor; readonly embeddings: Tensor } {
  const text = clipText(scope.child('text_encoder'), scope.child('token_embedding'), settings.text);
  const learner = scope.child('prompt_learner');
  const embedded = text.embed(clipIds);
  const prompts = settings.prompts.learnt ? learnedPrompts(learner, embedded, nameLengths, settings.prompts, contextStart, settings.prompts.contextStart === 'fresh' ? contextNames.fresh : contextNames.learnt) : embedded;
  if (settings.unusedWeights) declareMetaNet(learner, settings.text.embedding, settings.text.width);
  const hidden = text.hidden(prompts);
  return { prompts, embeddings: text.project(hidden[hidden.length - 1], clipEnds) };
}

/** Each row's sound repeated along time. @param wave [N, samples] */
const repeated = (wave: Tensor, times: number): Tensor => (times === 1 ? wave : concat(Array.from({ length: times }, () => wave), 1));
