/** Pre-trains the CLIP and the CLAP of `scenes-clip` on captions of the seen combinations, and writes weights and tokenisers. The same seed, engine and threads give the same files. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOnnxruntimeEngine } from '../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { seededRandom } from '../src/adapters/random/seeded-random.js';
import { fileTokenisers } from '../src/adapters/tokeniser/file-tokenisers.js';
import { createSafetensorsStore } from '../src/adapters/weights/safetensors/safetensors-store.js';
import type { TensorValue } from '../src/domain/graph/tensor.js';
import { classTextTensors, encodeClassTexts } from '../src/domain/tasks/retrieval/class-texts.js';
import { retrievalSettings } from '../src/domain/tasks/retrieval/complete-settings.js';
import { comboWords } from '../src/plugins/scenes/combos/combo-vocabulary.js';
import { seenCombos, unseenCombos, type Combo } from '../src/plugins/scenes/combos/combos.js';
import { scenesClip } from '../src/plugins/scenes/combos/scenes-clip.js';
import { captionExercise } from './pretrain-scenes-clip/caption-exercise.js';
import { captionedImages, captionedSounds } from './pretrain-scenes-clip/captioned-modalities.js';
import { clapWordTable, clipWordTable } from './pretrain-scenes-clip/word-tables.js';
import { examine, learn } from './pretrain-scenes/learn.js';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    /** Fewer steps for a trial: a share of the full length. */
    share: { type: 'string', default: '1' },
    out: { type: 'string', default: fileURLToPath(new URL('../src/plugins/scenes/weights/scenes-clip', import.meta.url)) },
  },
});
const heldOut = { batches: 4, batchSize: 250 };

const random = seededRandom(Number(options.seed));
const engine = createOnnxruntimeEngine({ threads: Number(options.threads) });
const log = (line: string) => console.log(`${process.uptime().toFixed(0).padStart(4)} s  ${line}`);

await mkdir(options.out, { recursive: true });
await writeFile(join(options.out, 'clip.tokenizer.json'), clipWordTable(comboWords).json);
await writeFile(join(options.out, 'clap.tokenizer.json'), clapWordTable(['The', ...comboWords]).json);
const settings = retrievalSettings({ ...scenesClip.settings, prompts: { learnt: false } });
const [clip, clap] = [await fileTokenisers.clip([options.out]), await fileTokenisers.roberta([options.out])];
const textsOf = (combos: readonly Combo[]) => classTextTensors(encodeClassTexts(combos.map(({ name }) => name), settings.prompts, clip, clap, settings.audioTextLength));
const steps = (full: number) => Math.round(full * Number(options.share));
const lessons = (combos: readonly Combo[]) => [
  captionExercise(captionedImages(combos, textsOf(combos), settings, steps(5000)), combos),
  captionExercise(captionedSounds(combos, textsOf(combos), settings, steps(1500)), combos),
];
try {
  const { version } = await engine.describe();
  const tensors = new Map<string, TensorValue>();
  const metadata: Record<string, string> = {
    title: 'CLIP and CLAP of scenes-clip, pre-trained on captioned pictures and captioned sounds of rendered scenes',
    command: `npm run pretrain:scenes-clip -- --seed ${options.seed} --threads ${options.threads} --share ${options.share}`,
    engine: `onnxruntime ${version}`,
    heldOut: `${heldOut.batches * heldOut.batchSize} examples each`,
  };
  const unseen = lessons(unseenCombos);
  for (const [k, exercise] of lessons(seenCombos).entries()) {
    const weights = await learn(exercise, engine, random.fork(exercise.name), log);
    const nearest = async (asked: typeof exercise, stream: string) => {
      const examples = Array.from({ length: heldOut.batches }, (_, batch) => asked.draw(random.fork(`held-out/${stream}/${batch}`), heldOut.batchSize));
      return examine(asked, engine, weights, examples);
    };
    metadata[exercise.name] = JSON.stringify({ steps: exercise.steps, seen: await nearest(exercise, `${exercise.name}/seen`), unseen: await nearest(unseen[k], `${exercise.name}/unseen`) });
    log(`${exercise.name}, new examples: ${metadata[exercise.name]}`);
    for (const [name, value] of weights) if (exercise.keeps(name)) tensors.set(name, value);
  }
  const path = join(options.out, 'scenes-clip.safetensors');
  await createSafetensorsStore().write(path, { tensors, metadata });
  log(`wrote ${tensors.size} tensors to ${path}`);
} finally {
  await engine.dispose();
}
