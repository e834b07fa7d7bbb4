import type { EvaluationContent } from '../../../domain/ports/report.js';
import { clipNumbers } from './clips/clip-numbers.js';
import { clipSections } from './clips/clip-sections.js';
import { confusion } from './confusion.js';
import { coverage } from './coverage.js';
import { curves } from './curves.js';
import { documentOf } from './document.js';
import { origin } from './origin.js';
import { perClass } from './per-class.js';
import { pluginSections } from './plugin-sections.js';
import { result } from './result.js';

/** The report of one model on one split: the answer, clips to look at, then curves, classes and mistakes. */
export async function evaluationReport(content: EvaluationContent): Promise<string> {
  const { metrics, spread, baselines, learning, examples } = content;
  const parts = [
    { id: 'result', name: 'Result', body: await result(content) },
    { id: 'coverage', name: 'Clips used', body: coverage(content) },
    ...(examples === undefined ? [] : [{ id: 'clips', name: 'Clips', body: await clipSections(examples, content.dataset) }]),
    { id: 'learning', name: 'Learning curves', body: await curves(content) },
    ...(metrics.perClass.length === 0 ? [] : [{ id: 'classes', name: 'Classes', body: perClass(content) }]),
    ...(metrics.confusion.length === 0 ? [] : [{ id: 'confusion', name: 'Confusion', body: await confusion(content) }]),
    ...(await pluginSections(content.sections ?? [], content.dataset)),
    { id: 'origin', name: 'What was run', body: origin(content) },
  ];
  return documentOf(content, parts, {
    result: { main: metrics.main, values: metrics.values, spread: spread === undefined ? null : { ...spread }, baselines: baselines.map((baseline) => ({ ...baseline, spread: baseline.spread ?? null })) },
    coverage: content.coverage.map(({ split, clips }) => ({ split, clips: { ...clips } })),
    classes: metrics.perClass.map((row) => ({ ...row, accuracy: row.accuracy ?? null })),
    confusion: metrics.confusion,
    learning,
    clips: examples === undefined ? null : clipNumbers(examples),
  });
}
