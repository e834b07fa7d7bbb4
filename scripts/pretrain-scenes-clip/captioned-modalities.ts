import { clipFrames } from '../../src/domain/data/clip-preprocessing.js';
import { clapAudioEmbedding } from '../../src/domain/encoders/clap/clap-audio.js';
import { jointProjection } from '../../src/domain/encoders/clap/joint-projection.js';
import { roberta } from '../../src/domain/encoders/clap/roberta.js';
import { clipText, clipTextEmbedding } from '../../src/domain/encoders/clip/clip-text.js';
import { clipImageEmbedding, clipVision } from '../../src/domain/encoders/clip/clip-vision.js';
import { scaledCosines } from '../../src/domain/encoders/clip/similarity.js';
import { htsatStages } from '../../src/domain/encoders/htsat.js';
import { input, type Scope } from '../../src/domain/graph/leaves.js';
import type { Tensor } from '../../src/domain/graph/tensor.js';
import type { ClassTexts } from '../../src/domain/tasks/retrieval/class-texts.js';
import type { RetrievalSettings } from '../../src/domain/tasks/retrieval/retrieval-settings.js';
import { captionedImage, captionedSound } from '../../src/plugins/scenes/combos/combo-examples.js';
import type { Combo } from '../../src/plugins/scenes/combos/combos.js';
import type { CaptionedModality } from './caption-exercise.js';

/** ln(1 / 0.07), where CLIP's and CLAP's scales start. */
const startScale = Math.log(1 / 0.07);
const scale = (scope: Scope, name: string): Tensor => scope.parameter(name, [], { kind: 'constant', value: startScale });

/** CLIP: pictures and their captions. The voice of a caption cannot be seen. */
export const captionedImages = (combos: readonly Combo[], texts: ClassTexts, { image, text }: RetrievalSettings, steps: number): CaptionedModality => ({
  name: 'pictures',
  steps,
  keeps: (weight) => /^(ViT|text_encoder|token_embedding)\.|^logit_scale$/.test(weight),
  logits(scope, batchSize) {
    const pictures = clipImageEmbedding(clipVision(scope.child('ViT'), image), input('images', [batchSize, 3, image.imageSize, image.imageSize]));
    const captions = clipTextEmbedding(clipText(scope.child('text_encoder'), scope.child('token_embedding'), text), texts.clipIds, texts.clipEnds);
    return scaledCosines(pictures, captions, scale(scope, 'logit_scale'));
  },
  draw(random, batchSize) {
    const drawn = Array.from({ length: batchSize }, () => captionedImage(random, combos, image.imageSize));
    const data = clipFrames(drawn.map((example) => example.image), image.imageSize);
    return { inputs: { images: { dtype: 'float32', shape: [batchSize, 3, image.imageSize, image.imageSize], data } }, combos: drawn.map(({ combo }) => combo) };
  },
  alike: (one, other) => one.classIndex === other.classIndex && one.colour === other.colour,
});

/** CLAP: sounds and their captions. The colour of a caption cannot be heard. */
export const captionedSounds = (combos: readonly Combo[], texts: ClassTexts, { audio, audioText, audioEmbedding }: RetrievalSettings, steps: number): CaptionedModality => ({
  name: 'sounds',
  steps,
  keeps: (weight) => /^(htsat|audio_projection|clap_text_encoder)\.|^logit_scale_a$/.test(weight),
  logits(scope, batchSize, context) {
    const sounds = clapAudioEmbedding(htsatStages(scope.child('htsat'), audio), scope.child('audio_projection'), input('waves', [batchSize, audio.sampleRateHz]), audioEmbedding, context);
    const textScope = scope.child('clap_text_encoder');
    const { pooled } = roberta(textScope.child('text_branch'), texts.clapIds, texts.clapMask, audioText, context);
    return scaledCosines(sounds, jointProjection(textScope.child('text_projection'), pooled, audioEmbedding), scale(scope, 'logit_scale_a'));
  },
  draw(random, batchSize) {
    const drawn = Array.from({ length: batchSize }, () => captionedSound(random, combos, audio.sampleRateHz));
    const data = new Float32Array(batchSize * audio.sampleRateHz);
    drawn.forEach(({ waveform }, row) => data.set(waveform, row * audio.sampleRateHz));
    return { inputs: { waves: { dtype: 'float32', shape: [batchSize, audio.sampleRateHz], data } }, combos: drawn.map(({ combo }) => combo) };
  },
  alike: (one, other) => one.classIndex === other.classIndex && one.voice === other.voice,
});
