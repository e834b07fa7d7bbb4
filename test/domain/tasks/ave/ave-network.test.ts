import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { aveInputs, aveNetwork } from '../../../../src/domain/tasks/ave/ave-network.js';
import { aveSettings } from '../../../../src/domain/tasks/ave/ave-settings.js';
import { aveTask } from '../../../../src/domain/tasks/ave/ave-task.js';
import type { ModelSettings } from '../../../../src/domain/tasks/task.js';
import { initialState } from '../../../../src/domain/training/initialise.js';
import { aTinyClip, tinyEncoderWeights, tinyModelWith, tinyShape } from '../../../builders/tiny-ave.js';

const shape = tinyShape(1);
const oneClip = aTinyClip('one', [0, 0, 3, 3]);
const another = aTinyClip('another', [3, 2, 2, 1]);

type Inputs = Record<string, TensorValue>;
const inputsOf = (clip: typeof oneClip): Inputs => aveTask.makeInputs([clip], tinyModelWith({}), shape, 1000);
/** The same picture with another sound, and the same sound with another picture. */
const original = inputsOf(oneClip);
const otherSound: Inputs = { ...original, wave: inputsOf(another).wave };
const otherPicture: Inputs = { ...original, image: inputsOf(another).image };

/** Numbers of the network with seeded weights in evaluation mode, for each of the inputs. @param gates value of every adapter's `gate` and `gate_av`, which start at 0 */
async function compute(settings: ModelSettings, inputs: readonly Inputs[], gates: number): Promise<Record<string, number[]>[]> {
  const ave = aveSettings(tinyModelWith(settings));
  const { streams, ...network } = aveNetwork(Scope.root(), aveInputs(ave, shape, 1000), ave, shape.classes, ForwardContext.evaluation());
  const outputs: Record<string, Tensor> = { ...network, visualTokens: streams.visualTokens, audioTokens: streams.audioTokens };
  if (streams.visualMap !== undefined) outputs.visualMap = streams.visualMap;
  const graph = buildGraph(outputs);
  const state = new Map([...initialState(graph.variables, seededRandom(2)), ...[...tinyEncoderWeights()].filter(([name]) => graph.variables.some((variable) => variable.name === name))]);
  for (const [name, { data }] of state) if (/\.gate(_av)?$/.test(name)) data.fill(gates);
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: state });
  const results: Record<string, number[]>[] = [];
  for (const each of inputs) {
    // The program may keep the buffers it is given.
    const copies = Object.fromEntries(Object.entries(each).map(([name, value]) => [name, { ...value, data: value.data.slice() }]));
    results.push(Object.fromEntries(Object.entries(await program.run(copies)).map(([name, { data }]) => [name, Array.from(data)])));
  }
  await engine.dispose();
  return results;
}

const predictions = ['isEventScores', 'eventScores', 'audioVisualGate', 'avScore'];
const pick = (result: Record<string, number[]>, names: readonly string[]): number[][] => names.map((name) => result[name]);

describe('a network without adapters', () => {
  it('has the token streams of one with DG-SCT whose gates are still 0, as they start', async () => {
    const [none] = await compute({ adapter: 'none' }, [original], 0);
    const [dgsct] = await compute({}, [original], 0);
    expect(pick(dgsct, ['visualTokens', 'audioTokens'])).toEqual(pick(none, ['visualTokens', 'audioTokens']));
    const [open] = await compute({}, [original], 0.5);
    expect(open.visualTokens).not.toEqual(none.visualTokens);
    expect(open.audioTokens).not.toEqual(none.audioTokens);
  });

  it('pools the mean of its tokens', async () => {
    const [{ visualTokens, visualPooled }] = await compute({ adapter: 'none' }, [original], 0);
    const width = visualPooled.length / 4;
    const tokens = visualTokens.length / visualPooled.length;
    const mean = Array.from({ length: width }, (_, channel) => Array.from({ length: tokens }, (_token, l) => visualTokens[l * width + channel]).reduce((sum, value) => sum + value, 0) / tokens);
    mean.forEach((value, channel) => expect(visualPooled[channel]).toBeCloseTo(value, 10));
  });

  it('that sees only pictures predicts the same whatever it hears, and one that only hears the same whatever it sees', async () => {
    const vision = await compute({ adapter: 'none', modality: 'vision' }, [original, otherSound, otherPicture], 0);
    expect(pick(vision[1], predictions)).toEqual(pick(vision[0], predictions));
    expect(pick(vision[2], predictions)).not.toEqual(pick(vision[0], predictions));
    const audio = await compute({ adapter: 'none', modality: 'audio' }, [original, otherSound, otherPicture], 0);
    expect(pick(audio[2], predictions)).toEqual(pick(audio[0], predictions));
    expect(pick(audio[1], predictions)).not.toEqual(pick(audio[0], predictions));
  });

  it('of both modalities depends on both', async () => {
    const [one, sound, picture] = await compute({ adapter: 'none' }, [original, otherSound, otherPicture], 0);
    expect(sound.eventScores).not.toEqual(one.eventScores);
    expect(picture.eventScores).not.toEqual(one.eventScores);
  });
});

describe('a network whose adapters get zeros instead of the other modality', () => {
  it('has a visual stream that no sound changes, and an audio stream that no picture changes', async () => {
    const [one, sound, picture] = await compute({ prompt: 'zero' }, [original, otherSound, otherPicture], 0.5);
    const visual = ['visualTokens', 'visualMap', 'visualPooled'];
    const audio = ['audioTokens', 'audioPooled'];
    expect(pick(sound, visual)).toEqual(pick(one, visual));
    expect(pick(picture, audio)).toEqual(pick(one, audio));
    expect(sound.audioPooled).not.toEqual(one.audioPooled);
    expect(picture.visualPooled).not.toEqual(one.visualPooled);
  });

  it('predicts from one modality alone when the other is hidden from the head', async () => {
    const [one, sound] = await compute({ prompt: 'zero', modality: 'vision' }, [original, otherSound], 0.5);
    expect(pick(sound, predictions)).toEqual(pick(one, predictions));
  });
});

describe('a network with DG-SCT', () => {
  it('lets each modality change the tokens and the attention of the other', async () => {
    const [one, sound, picture] = await compute({}, [original, otherSound, otherPicture], 0.5);
    for (const name of ['visualTokens', 'visualMap', 'visualPooled']) expect(sound[name]).not.toEqual(one[name]);
    expect(picture.audioTokens).not.toEqual(one.audioTokens);
  });

  it('guides by the other modality even where the head sees one alone', async () => {
    const [one, sound] = await compute({ modality: 'vision' }, [original, otherSound], 0.5);
    expect(sound.eventScores).not.toEqual(one.eventScores);
  });

  it('has maps over the picture that sum to one', async () => {
    const [{ visualMap }] = await compute({}, [original], 0.5);
    expect(visualMap).toHaveLength(4 * 4);
    for (let t = 0; t < 4; t++) expect(visualMap.slice(4 * t, 4 * t + 4).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
  });

  it.each([
    ['vision', { adaptAudio: false }, 'audioTokens', otherPicture],
    ['audio', { adaptVision: false }, 'visualTokens', otherSound],
  ] as const)('on %s alone leaves the other stream as it is without adapters, and unguided', async (_, settings, untouched, changed) => {
    const [one, other] = await compute(settings, [original, changed], 0.5);
    const [none] = await compute({ adapter: 'none' }, [original], 0);
    expect(one[untouched]).toEqual(none[untouched]);
    expect(other[untouched]).toEqual(one[untouched]);
  });
});
