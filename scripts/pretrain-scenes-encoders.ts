/** Pre-trains the encoders of `scenes-tiny`, each on its own modality alone, and writes their weights. The same seed, engine and threads give the same file. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOnnxruntimeEngine } from '../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { seededRandom } from '../src/adapters/random/seeded-random.js';
import { createSafetensorsStore } from '../src/adapters/weights/safetensors/safetensors-store.js';
import type { TensorValue } from '../src/domain/graph/tensor.js';
import { paperAveSettings } from '../src/domain/tasks/ave/ave-settings.js';
import { overlaySettings } from '../src/domain/tasks/overlay-settings.js';
import { scenesTiny } from '../src/plugins/scenes/scenes-tiny.js';
import { encodedExamples } from './pretrain-scenes/encoded-examples.js';
import { examine, learn } from './pretrain-scenes/learn.js';
import { soundBatch, soundExercise } from './pretrain-scenes/sound-exercise.js';
import { visionBatch, visionExercise } from './pretrain-scenes/vision-exercise.js';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    /** Fewer steps for a trial: a share of the full length. */
    share: { type: 'string', default: '1' },
    out: { type: 'string', default: fileURLToPath(new URL('../src/plugins/scenes/weights/scenes-tiny.safetensors', import.meta.url)) },
  },
});
const heldOut = { batches: 4, batchSize: 500 };

const { image, audio } = overlaySettings(paperAveSettings, scenesTiny.settings);
const random = seededRandom(Number(options.seed));
const engine = createOnnxruntimeEngine({ threads: Number(options.threads) });
const log = (line: string) => console.log(`${(process.uptime()).toFixed(0).padStart(4)} s  ${line}`);
try {
  const { version } = await engine.describe();
  const coded = await inBatches((batch) => encodedExamples(random.fork(`coded/${batch}`), heldOut.batchSize, audio.sampleRateHz));
  const steps = (full: number) => Math.round(full * Number(options.share));
  const lessons = [
    { exercise: visionExercise(image, steps(2000)), afterCoding: coded.map(({ images, imageClasses }) => visionBatch(images, imageClasses, image)) },
    { exercise: soundExercise(audio, steps(1000)), afterCoding: coded.map(({ waveforms, soundClasses }) => soundBatch(waveforms, soundClasses, audio)) },
  ];
  const tensors = new Map<string, TensorValue>();
  const metadata: Record<string, string> = {
    title: 'Encoders of scenes-tiny, pre-trained on rendered scenes, each on its own modality alone',
    command: `npm run pretrain:scenes -- --seed ${options.seed} --threads ${options.threads} --share ${options.share}`,
    engine: `onnxruntime ${version}`,
    heldOut: `${heldOut.batches * heldOut.batchSize} examples each`,
  };
  for (const { exercise, afterCoding } of lessons) {
    const weights = await learn(exercise, engine, random.fork(exercise.name), log);
    const rendered = await inBatches(async (batch) => exercise.draw(random.fork(`held-out/${exercise.name}/${batch}`), heldOut.batchSize));
    const results = { rendered: await examine(exercise, engine, weights, rendered), afterCoding: await examine(exercise, engine, weights, afterCoding) };
    metadata[exercise.name] = JSON.stringify({ steps: exercise.steps, ...results });
    log(`${exercise.name}, held out: ${metadata[exercise.name]}`);
    for (const [name, value] of weights) if (exercise.keeps(name)) tensors.set(name, value);
  }
  await mkdir(dirname(options.out), { recursive: true });
  await createSafetensorsStore().write(options.out, { tensors, metadata });
  log(`wrote ${tensors.size} tensors to ${options.out}`);
} finally {
  await engine.dispose();
}

/** One after the other, so that memory stays small. */
async function inBatches<T>(make: (batch: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let batch = 0; batch < heldOut.batches; batch++) made.push(await make(batch));
  return made;
}
