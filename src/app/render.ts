import { join } from 'node:path';
import type { GeneratedAnnotation } from '../domain/data/dataset.js';
import { AvtoolError } from '../domain/errors.js';
import { inOrder } from './in-order.js';
import type { Services } from './services.js';
import { maskPicture } from './write-masks.js';
import type { RenderRequest, UseCaseReport } from './use-case-requests.js';

export interface RenderReport extends UseCaseReport {
  readonly dataFolder: string;
  readonly rendered: number;
  /** Clips that an earlier, interrupted call had finished. */
  readonly found: number;
}

/** Clips rendered ahead while an earlier one is encoded. */
const clipsAhead = 3;

/**
 * Renders a data set's media and annotation files from a seed. The same call again goes on where it stopped.
 * @throws AvtoolError RENDER_NOT_POSSIBLE for a data set without generator, RENDER_OTHER when the folder was rendered otherwise
 */
export async function render(services: Services, request: RenderRequest): Promise<RenderReport> {
  const { dataset, dataFolder, seed, counts, container, signal } = request;
  const { generator } = dataset;
  if (generator === undefined) {
    throw new AvtoolError({ code: 'RENDER_NOT_POSSIBLE', message: `the data set "${dataset.name}" is collected, not rendered`, fix: dataset.obtaining, exitCode: 2 });
  }
  const media = join(dataFolder, dataset.mediaFolders[0]);
  await services.data.ensureFolder(media);
  await claimFolder(services, request);
  const encoder = await services.encoder();
  const images = await services.images();
  const clips = dataset.splits.flatMap((split) => Array.from({ length: counts[split] ?? 0 }, (_, index) => ({ split, index })));
  const annotations: GeneratedAnnotation[] = [];
  let rendered = 0;
  services.reporter.start(`Rendering ${dataset.name}`, clips.length, 'clips');
  const one = async ({ split, index }: (typeof clips)[number]) => {
    const clip = generator.render(services.random(seed).fork(`${split}/${index}`), split, index);
    const path = join(media, `${clip.mediaName}.${container}`);
    const present = await services.data.exists(path);
    // Before the clip, which says that all of them are there.
    if (!present) for (const [file, mask] of clip.masks ?? []) await services.data.writeBytes(join(dataFolder, file), await images.encodePng(maskPicture(mask)));
    if (!present) await encoder.encode({ path, container, framesPerSecond: clip.framesPerSecond, frames: clip.frames, waveform: clip.waveform, sampleRateHz: clip.sampleRateHz, constantRateFactor: 18, audioBitsPerSecond: 64_000 });
    return { annotation: clip.annotation, present };
  };
  for await (const { annotation, present } of inOrder(clips, clipsAhead, one, signal)) {
    annotations.push(annotation);
    if (!present) rendered += 1;
    services.reporter.advance(annotations.length);
  }
  const stopped = signal.aborted ? 'interrupted' : 'finished';
  services.reporter.finish(`${annotations.length} of ${clips.length} clips are in ${media}`);
  if (stopped === 'finished') {
    for (const [name, text] of generator.annotate(annotations)) await services.data.writeText(join(dataFolder, name), text);
  }
  return {
    dataFolder,
    rendered,
    found: annotations.length - rendered,
    stopped,
    lines: [`${dataset.title}: ${annotations.length} clips in ${dataFolder} (${rendered} rendered now, seed ${seed}).`],
  };
}

/** Writes how the folder is rendered; refuses one that was rendered in another way. */
async function claimFolder({ data }: Services, { dataset, dataFolder, seed, container }: RenderRequest): Promise<void> {
  const path = join(dataFolder, 'rendered.json');
  const description = `${JSON.stringify({ schema: 1, dataset: dataset.name, seed, container })}\n`;
  if (!(await data.exists(path))) return data.writeText(path, description);
  const { text } = await data.readText(path);
  if (text !== description) {
    throw new AvtoolError({
      code: 'RENDER_OTHER',
      message: `the folder holds clips that were rendered otherwise: ${text.trim()}`,
      where: dataFolder,
      fix: 'choose another --data folder, or the same --seed and --container',
      exitCode: 4,
    });
  }
}
