import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sceneClasses } from '../../../../src/plugins/scenes/render/classes.js';
import { sceneLabels, type SceneLabels } from '../../../../src/plugins/scenes/render/labels.js';
import {
  numberWords,
  questionWords,
  sceneAnswers,
  sceneQuestionWords,
} from '../../../../src/plugins/scenes/render/question-templates.js';
import { sceneQuestions, type SceneQuestion } from '../../../../src/plugins/scenes/render/questions.js';
import type { SceneScript } from '../../../../src/plugins/scenes/render/script.js';
import { aScript, clipNumbers } from './a-script.js';

describe('sceneQuestions', () => {
  it('has answers that follow from the labels per second and from the script', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const script = aScript(clip);
        const labels = sceneLabels(script);
        for (const question of labels.questions) {
          expect([question.text, question.answer]).toEqual([question.text, expectedAnswer(question, labels, script)]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('asks the same of the same clip and uses closed vocabularies of words and answers', () => {
    const words = sceneQuestionWords();
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const questions = sceneQuestions(aScript(clip));
        expect(sceneQuestions(aScript(clip))).toEqual(questions);
        for (const { text, answer } of questions) {
          expect(sceneAnswers).toContain(answer);
          expect(words).toEqual(expect.arrayContaining(questionWords(text)));
        }
      }),
    );
  });

  it('covers the five kinds of MUSIC-AVQA', () => {
    const kinds = new Set(sceneQuestions(aScript(0)).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['Comparative', 'Counting', 'Existential', 'Location', 'Temporal']);
  });

  it('answers yes and no about equally often to every yes-no question', () => {
    const counts = new Map<string, { yes: number; all: number }>();
    for (let clip = 0; clip < 800; clip++) {
      for (const { template, answer } of sceneQuestions(aScript(clip))) {
        if (answer !== 'yes' && answer !== 'no') continue;
        const count = counts.get(template) ?? { yes: 0, all: 0 };
        counts.set(template, { yes: count.yes + (answer === 'yes' ? 1 : 0), all: count.all + 1 });
      }
    }
    expect(counts.size).toBe(8);
    for (const { yes, all } of counts.values()) expect(Math.abs(yes / all - 0.5)).toBeLessThan(0.12);
  });
});

/** The answer by another way than the renderer's: from the matrices of classes and seconds. */
function expectedAnswer({ template, values }: SceneQuestion, labels: SceneLabels, script: SceneScript): string {
  const [a, b] = values.map((value) => sceneClasses.findIndex(({ name }) => name === value));
  const { audible, visible, segments } = labels;
  const both = (k: number) => audible[k].map((heard, second) => heard && visible[k][second]);
  const times = (row: readonly boolean[]) => row.filter(Boolean).length;
  const yesNo = (yes: boolean) => (yes ? 'yes' : 'no');
  const soundOf = (k: number) => ofClass(script.sounds, k);
  const objectOf = (k: number) => ofClass(script.objects, k);
  const eventClass = Math.min(...segments); // background has the highest label
  const changes = (from: boolean) => {
    for (let second = 1; second < 10; second++) {
      const k = sceneClasses.findIndex((_, i) => audible[i][second - 1] === from && audible[i][second] !== from);
      if (k !== -1) return sceneClasses[k].name;
    }
    return undefined;
  };
  switch (template) {
    case 'How many kinds of objects are seen?':
      return numberWords[labels.seenNames.length];
    case 'How many kinds of sounds are heard?':
      return numberWords[labels.heardNames.length];
    case 'For how many seconds is the <Object> both seen and heard?':
      return numberWords[times(both(a))];
    case 'Is a <Object> seen?':
      return yesNo(times(visible[a]) > 0);
    case 'Is a <Object> heard?':
      return yesNo(times(audible[a]) > 0);
    case 'Is the <Object> ever seen and heard at the same time?':
      return yesNo(times(both(a)) > 0);
    case 'Is the <Object> heard whenever it is seen?':
      return yesNo(times(visible[a]) === times(both(a)));
    case 'Is the <Object> to the left of the <Object>?': {
      const second = visible[a].findIndex((seen, t) => seen && visible[b][t]);
      const x = (k: number) => objectOf(k).x + objectOf(k).speedX * (second - 5);
      return yesNo(x(a) < x(b));
    }
    case 'On which side is the sounding object?': {
      const { x, speedX } = objectOf(eventClass);
      const start = segments.indexOf(eventClass);
      const middle = start + segments.filter((label) => label === eventClass).length / 2;
      return x + speedX * (middle - 5) < 32 ? 'left' : 'right';
    }
    case 'Is the <Object> larger than the <Object>?':
      return yesNo(objectOf(a).radius > objectOf(b).radius);
    case 'Is the <Object> louder than the <Object>?':
      return yesNo(soundOf(a).gainDb > soundOf(b).gainDb);
    case 'Is the <Object> heard longer than the <Object>?':
      return yesNo(times(audible[a]) > times(audible[b]));
    case 'Which sound is the first to come in?':
      return changes(false) ?? 'none';
    case 'Which sound is the first to stop?':
      return changes(true) ?? 'none';
    case 'Which object is both seen and heard?':
      return sceneClasses[eventClass].name;
    default:
      throw new Error(`no independent answer for "${template}"`);
  }
}

function ofClass<T extends { readonly classIndex: number }>(things: readonly T[], k: number): T {
  const found = things.find(({ classIndex }) => classIndex === k);
  if (found === undefined) throw new Error(`a question speaks of ${sceneClasses[k].name}, which is not there`);
  return found;
}
