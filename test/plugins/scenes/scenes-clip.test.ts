import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileTokenisers } from '../../../src/adapters/tokeniser/file-tokenisers.js';
import { createSafetensorsStore } from '../../../src/adapters/weights/safetensors/safetensors-store.js';
import { planModel } from '../../../src/app/model-plan.js';
import { Scope } from '../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import type { WeightFile } from '../../../src/domain/ports/weight-store.js';
import { retrievalTask } from '../../../src/domain/tasks/retrieval/retrieval-task.js';
import { comboVocabulary, comboWords } from '../../../src/plugins/scenes/combos/combo-vocabulary.js';
import { unseenCombos } from '../../../src/plugins/scenes/combos/combos.js';
import { scenesClip } from '../../../src/plugins/scenes/combos/scenes-clip.js';
import { clapWordTable, clipWordTable } from '../../../scripts/pretrain-scenes-clip/word-tables.js';

describe('the encoder bundle scenes-clip', () => {
  const path = fileURLToPath(scenesClip.weights!);
  let file: WeightFile;
  beforeAll(async () => {
    file = await createSafetensorsStore().read(path);
  });

  it('brings exactly the frozen weights and statistics of a zero-shot network, each in its shape', async () => {
    const { model } = planModel(retrievalTask, { size: 'vit-b-32', recipe: 'zero-shot', encoder: scenesClip, model: {}, training: {} });
    const bound = await retrievalTask.bindData!(model, { classes: unseenCombos.map(({ name }) => name), rows: [], tokenisers: fileTokenisers, files: [path] });
    const scope = Scope.root((name) => retrievalTask.trainable(name, bound));
    retrievalTask.forward(scope, bound, { clips: 1, segments: 10, segmentSeconds: 1, classes: unseenCombos.length }, ForwardContext.evaluation());
    const wanted = scope.variables().filter(({ trainable }) => !trainable);
    const shapes = (all: Iterable<readonly [string, { readonly shape: readonly number[] }]>) => new Map([...all].map(([name, { shape }]) => [name, [...shape]]));
    expect(shapes(file.tensors)).toEqual(shapes(wanted.map((variable) => [variable.name, variable])));
  });

  it('knows every word of its names as one token, in both tokenisers, and other words by their bytes', async () => {
    const [clip, clap] = [await fileTokenisers.clip([path]), await fileTokenisers.roberta([path])];
    expect([clip.vocabularySize, clap.vocabularySize]).toEqual([comboVocabulary.clip, comboVocabulary.clap]);
    for (const { name } of unseenCombos) {
      expect(clip.nameLength(`a photo of a ${name}.`)).toBe(4 + 6 + 1);
      expect(clap.nameLength(`The sounds of ${name}`)).toBe(3 + 6);
    }
    expect(clip.nameLength('zebra')).toBe(5);
  });

  it('has the tokenisers that the pre-training writes', () => {
    expect([clipWordTable(comboWords).size, clapWordTable(['The', ...comboWords]).size]).toEqual([comboVocabulary.clip, comboVocabulary.clap]);
  });

  it('is at most 4 MB and says how it was made, and how well it names pictures and sounds', () => {
    const bytes = [...file.tensors.values()].reduce((sum, { data }) => sum + 4 * data.length, 0);
    expect(bytes).toBeLessThan(4e6);
    expect(file.metadata.command).toContain('pretrain:scenes-clip');
    const pictures = JSON.parse(file.metadata.pictures) as { unseen: { nearestCaption: number } };
    // One of 16 pairs of thing and colour would be 6 %; two things in every other picture allow 75 %.
    expect(pictures.unseen.nearestCaption).toBeGreaterThan(0.4);
  });
});
