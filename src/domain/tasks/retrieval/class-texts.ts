import { AvtoolError } from '../../errors.js';
import { constant } from '../../graph/leaves.js';
import type { Tensor } from '../../graph/tensor.js';
import { attentionMask, type EncodedText, type Tokeniser } from '../../ports/tokeniser.js';
import type { PromptSettings } from './prompt-settings.js';

/** The classes as token ids. */
export interface ClassTexts {
  /** int32 [K, L]: "X X X X name." */
  readonly clipIds: Tensor;
  /** int32 [K] */
  readonly clipEnds: Tensor;
  /** Tokens of each name [K]. */
  readonly nameLengths: readonly number[];
  /** int32 [K, L']: "The sounds of name" */
  readonly clapIds: Tensor;
  /** int32 [K, L'], 1 for real tokens. */
  readonly clapMask: Tensor;
}

/** Texts of classes as ids, cut after the longest one: later positions are padding and reach nothing. Plain data; a run keeps it in its settings. */
export type ClassTextIds = {
  /** [K][L] */
  readonly clipIds: readonly (readonly number[])[];
  /** [K] */
  readonly clipEnds: readonly number[];
  readonly nameLengths: readonly number[];
  /** [K][L'] */
  readonly clapIds: readonly (readonly number[])[];
  readonly clapMask: readonly (readonly number[])[];
  /** Ids of the words that a learnt context starts from; empty for a random start. */
  readonly contextIds: readonly number[];
};

export const noClassTexts: ClassTextIds = { clipIds: [], clipEnds: [], nameLengths: [], clapIds: [], clapMask: [], contextIds: [] };

const place = '{}';
const placeholder = 'X';

/**
 * Class names → prompts → ids.
 * @param names with `background` last where the model has it
 * @throws AvtoolError PROMPT_TEMPLATE for a template without `{}`, CONTEXT_LENGTH where the words before the name are not as many tokens as the learnt context
 */
export function encodeClassTexts(names: readonly string[], prompts: PromptSettings, clip: Tokeniser, clap: Tokeniser, clapLength: number): ClassTextIds {
  const [before, after] = partsOf('image', prompts.image);
  partsOf('sound', prompts.sound);
  const contextIds = prompts.learnt && prompts.contextStart === 'words' ? wordIds(clip, before, prompts.contextTokens) : [];
  const imageText = (name: string): string => (prompts.learnt ? `${`${placeholder} `.repeat(prompts.contextTokens)}${name}${after}` : `${before}${name}${after}`);
  const wordsOf = new Map(prompts.words.map((words) => [words.name, words]));
  const imageNames = names.map((name) => wordsOf.get(name)?.image ?? name.replaceAll('_', ' '));
  const clipTexts = imageNames.map((name) => clip.encode(imageText(name)));
  const clapTexts = names.map((name) => clap.encode(prompts.sound.replaceAll(place, wordsOf.get(name)?.sound ?? name)));
  const longest = (texts: readonly EncodedText[]): number => Math.max(1, ...texts.map(({ realTokens }) => realTokens));
  const cut = (values: Int32Array, length: number): number[] => Array.from(values.subarray(0, length));
  const [clipLength, clapCut] = [longest(clipTexts), Math.min(clapLength, longest(clapTexts))];
  return {
    clipIds: clipTexts.map(({ ids }) => cut(ids, clipLength)),
    clipEnds: clipTexts.map(({ endPosition }) => endPosition),
    // A name that was cut ends before the end mark.
    nameLengths: imageNames.map((name, k) => Math.min(clip.nameLength(name), clipTexts[k].endPosition - 1 - prompts.contextTokens)),
    clapIds: clapTexts.map(({ ids }) => cut(ids, clapCut)),
    clapMask: clapTexts.map((text) => cut(attentionMask(text), clapCut)),
    contextIds,
  };
}

/** The ids as constants of a graph. */
export function classTextTensors({ clipIds, clipEnds, nameLengths, clapIds, clapMask }: ClassTextIds): ClassTexts {
  const table = (rows: readonly (readonly number[])[]): Tensor => constant(rows.flat(), [rows.length, rows[0].length], 'int32');
  return { clipIds: table(clipIds), clipEnds: constant([...clipEnds], [clipEnds.length], 'int32'), nameLengths, clapIds: table(clapIds), clapMask: table(clapMask) };
}

function partsOf(which: string, template: string): readonly [string, string] {
  const at = template.indexOf(place);
  if (at < 0) throw new AvtoolError({ code: 'PROMPT_TEMPLATE', message: `the ${which} prompt "${template}" has no {} for the name of a class`, fix: `write it like "a photo of a {}."`, exitCode: 2 });
  return [template.slice(0, at), template.slice(at + place.length)];
}

/** Ids of the words before a name, marks left out. */
function wordIds(clip: Tokeniser, words: string, wanted: number): number[] {
  const { ids, endPosition } = clip.encode(words);
  const found = Array.from(ids.subarray(1, endPosition));
  if (found.length === wanted) return found;
  throw new AvtoolError({
    code: 'CONTEXT_LENGTH',
    message: `the words "${words.trim()}" of the image prompt are ${found.length} tokens, the learnt context has ${wanted}`,
    fix: `--set model.prompts.contextTokens=${found.length}, or --set model.prompts.contextStart=random`,
    exitCode: 2,
  });
}
