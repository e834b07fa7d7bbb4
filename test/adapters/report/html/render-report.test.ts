import { beforeAll, describe, expect, it } from 'vitest';
import { htmlReportWriter } from '../../../../src/adapters/report/html/html-report-writer.js';
import { aComparison, aClip, anEvaluation, sceneClasses } from './sample-report.js';

const render = htmlReportWriter.render;

/** What a reader sees between the tags of one kind. */
const texts = (page: string, tag: string): string[] =>
  [...page.matchAll(new RegExp(`<${tag}[ >][^]*?</${tag}>`, 'g'))].map(([markup]) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim());

const numbersOf = (page: string): unknown => JSON.parse(/<script type="application\/json" id="report-numbers">(.*)<\/script>/.exec(page)?.[1] ?? '');

describe('the report of an evaluation', () => {
  let page = '';
  beforeAll(async () => void (page = await render(await anEvaluation({ clipsPerGroup: 10 }))));

  it('states findings as headings: the answer first, then clips, curves, classes and mistakes', () => {
    expect(texts(page, 'h2')).toEqual([
      'Accuracy 71.3 ± 1.2 %, 35.2 points above majority class (36.1 %)',
      '4 annotated clips could not be used',
      'Typical clips have 47 of 100 segments right, the worst ones 44 of 100 segments',
      'Best accuracy 70.1 % (val) at epoch 10, 12 epochs trained; training accuracy is then 8.6 points above it',
      'Best class: bird (93.4 %); worst: helicopter (71.8 %)',
      'Most frequent mistake: bell taken for rain (13 of 79 segments)',
      'What was run, and how to run it again',
    ]);
  });

  it('says on how many clips it was measured and what became of the others', () => {
    expect(page).toContain('Measured on split test: 398 of 402 clips; 3 missing, 1 unreadable.');
  });

  it('stays below 3 MB with 20 clips of ten 64 × 64 frames', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  });

  it('marks every figure and every clip of rendered scenes', async () => {
    const captions = [...texts(page, 'figcaption'), ...texts(page, 'summary').filter((text) => text.includes('right'))];
    expect(captions).toHaveLength(4 + 20);
    expect(captions.filter((caption) => !caption.includes('Rendered scenes'))).toEqual([]);
    const recorded = await anEvaluation({ dataset: { title: 'AVE', rendered: false }, clipsPerGroup: 1 });
    expect(texts(await render(recorded), 'figcaption').join()).not.toContain('Rendered scenes');
  });

  it('puts the numbers of every figure beneath it and into the page as JSON', () => {
    const numbers = numbersOf(page) as Record<string, unknown>;
    for (const [, key] of page.matchAll(/The same as JSON: key <code>(\w+)[.\w]*<\/code>/g)) expect(Object.keys(numbers)).toContain(key);
    expect(numbers).toMatchObject({ result: { values: { accuracy: 71.34 } }, clips: { worst: [{ id: 'test-worst-0000', predicted: [10, 10, 2, 2, 2, 2, 2, 10, 10, 10] }, ...Array.from({ length: 9 }, () => ({}))] } });
  });

  it('holds one JSON block and no script, and refers to nothing outside itself', () => {
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script type="application/json" id="report-numbers">']);
    expect([...page.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, target]) => target).filter((target) => !/^(#|data:image\/(png|jpeg);|data:audio\/wav;)/.test(target))).toEqual([]);
    expect(page).toContain(`content="default-src 'none'; img-src data:`);
  });

  it('gives sound to the first three clips of each group only', () => {
    expect(page.match(/<audio /g)).toHaveLength(6);
  });

  it('says what is missing instead of drawing it', async () => {
    const clip = await aClip();
    const bare = await render(
      await anEvaluation({
        learning: [],
        baselines: [],
        examples: { classes: sceneClasses, segmentSeconds: 1, worst: [{ ...clip, frames: [], waveform: new Float32Array(0), prediction: { ...clip.prediction, visualAttention: undefined } }], typical: [] },
      }),
    );
    expect(texts(bare, 'h2')).toContain('No learning curve');
    expect(bare.match(/no frame/g)).toHaveLength(10);
    expect(bare).toContain('no sound');
    expect(bare).not.toContain('Audio-guided attention');
  });

  it('shows hostile names, ids and messages as text', async () => {
    const hostile = `</script></style><img src=x onerror=alert(1)>"'\u202e{{7*7}}`;
    const base = await anEvaluation({ clipsPerGroup: 1 });
    const clip = await aClip({ id: hostile });
    const classes = sceneClasses.map((name, index) => (index === 2 || index === 3 ? hostile : name));
    const attacked = await render({
      ...base,
      title: hostile,
      task: hostile,
      dataset: { title: hostile, rendered: true },
      setup: { command: hostile, versions: { [hostile]: hostile }, engine: hostile, seed: hostile, recipe: hostile, model: { [hostile]: [hostile, { [hostile]: hostile }] } },
      notices: [hostile],
      reproduce: hostile,
      spread: { plusMinus: 1, meaning: hostile },
      baselines: [{ name: hostile, value: 30 }],
      split: hostile,
      coverage: [{ split: hostile, clips: { ok: 1 } }],
      learning: base.learning.map((record) => ({ ...record, split: hostile, [hostile]: hostile })),
      metrics: { ...base.metrics, perClass: base.metrics.perClass.map((row, index) => ({ ...row, name: classes[index] ?? 'background' })) },
      examples: { classes, segmentSeconds: 1, worst: [clip], typical: [] },
    });
    expect(['<img', '\u202e'].filter((text) => attacked.includes(text))).toEqual([]);
    expect(attacked.match(/<\/script>/g)).toHaveLength(1);
    expect(attacked.match(/<\/style>/g)).toHaveLength(1);
    expect(numbersOf(attacked)).toMatchObject({ clips: { worst: [{ id: hostile }] } });
  });
});

describe('the report of a comparison', () => {
  it('says who leads, and that overlapping spreads leave the order open', async () => {
    expect(texts(await render(aComparison()), 'h2')[0]).toBe('DG-SCT leads with 71.3 ± 1.2 %, 1.1 points above adapters, prompt set to zero; their spreads overlap, so the order is not sure');
  });

  it('calls a lead beyond both spreads one whose spreads do not overlap', async () => {
    const rows = [{ name: 'a', mean: 50, spread: 1, n: 3 }, { name: 'b', mean: 60, spread: 2, n: 3 }];
    expect(texts(await render(aComparison({ rows })), 'h2')[0]).toBe('b leads with 60.0 ± 2.0 %, 10.0 points above a; their spreads do not overlap');
  });

  it('draws bars from zero with error bars and the baseline, and lists the numbers', async () => {
    const page = await render(aComparison());
    const bars = /layer_0_marks[^]*?<\/g>/.exec(page)?.[0].match(/<path d="M0,/g);
    expect(bars).toHaveLength(6);
    expect(/layer_2_marks[^]*?<\/g>/.exec(page)?.[0].match(/<line/g)).toHaveLength(5);
    expect(page).toContain('majority class <strong>(baseline)</strong>');
    expect(texts(page, 'tr')).toContain('DG-SCT71.301.203');
  });
});
