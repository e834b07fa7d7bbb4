import { z } from 'zod';
import { AvtoolError } from '../domain/errors.js';
import type { EvaluationContent, ReportSectionDefinition } from '../domain/ports/report.js';
import type { ReportSection } from '../domain/ports/report-section.js';

/** A picture as a plugin makes it. */
const picture = z
  .strictObject({ width: z.number().int().min(1).max(2048), height: z.number().int().min(1).max(2048), data: z.instanceof(Uint8Array) })
  .refine(({ width, height, data }) => data.length === 3 * width * height, 'expected three bytes a pixel');

/** Bounds that keep one section from filling the page. */
const text = z.string().max(10_000);
const cell = z.union([z.string().max(1000), z.number()]);

const section: z.ZodType<ReportSection> = z.strictObject({
  title: text.min(1),
  parts: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('text'), text }),
        z.strictObject({
          kind: z.literal('table'),
          caption: text,
          columns: z.array(z.strictObject({ title: text, numeric: z.boolean().optional() })).min(1).max(50),
          rows: z.array(z.array(cell).max(50)).max(1000),
        }),
        z.strictObject({
          kind: z.literal('bars'),
          caption: text,
          measure: text,
          unit: z.string().max(50),
          bars: z.array(z.strictObject({ name: z.string().max(200), value: z.number(), spread: z.number().optional() })).min(1).max(100),
        }),
        z.strictObject({
          kind: z.literal('lines'),
          caption: text,
          xTitle: text,
          yTitle: text,
          series: z.array(z.strictObject({ name: z.string().max(200), points: z.array(z.strictObject({ x: z.number(), y: z.number(), spread: z.number().optional() })).min(1).max(10_000) })).min(1).max(8),
        }),
        z.strictObject({
          kind: z.literal('scatter'),
          caption: text,
          classes: z.array(z.string().max(200)).max(1000),
          panels: z.array(z.strictObject({ name: z.string().max(200), points: z.array(z.strictObject({ x: z.number(), y: z.number(), label: z.number().int().min(0) })).max(10_000) })).min(1).max(8),
        }),
        z.strictObject({
          kind: z.literal('pictures'),
          caption: text,
          columns: z.array(z.string().max(200)).max(50),
          rows: z.array(z.strictObject({ name: z.string().max(200), pictures: z.array(picture).max(50) })).max(100),
        }),
        z.strictObject({
          kind: z.literal('lanes'),
          caption: text,
          classes: z.array(z.string().max(200)).max(1000),
          segmentSeconds: z.number().positive(),
          lanes: z.array(z.strictObject({ name: z.string().max(200), labels: z.array(z.number().int().min(0)).min(1).max(200) })).min(1).max(200),
        }),
      ]),
    )
    .max(100),
});

/**
 * The sections that plugins add to a report, as plain data that was checked.
 * @param warn is told about a section that fails or is not what the contract says; the report goes without it
 */
export function reportSections(content: EvaluationContent, definitions: readonly ReportSectionDefinition[], warn: (line: string) => void): ReportSection[] {
  return definitions.flatMap((definition) => {
    try {
      const made = definition.section(content);
      if (made === undefined) return [];
      const checked = section.safeParse(made);
      if (checked.success) return [checked.data];
      const [{ path, message }] = checked.error.issues;
      warn(`The report section ${definition.name} is left out: ${path.join('.') || 'the section'}: ${message}.`);
    } catch (error) {
      if (!(error instanceof AvtoolError)) throw error;
      warn(`The report section ${definition.name} is left out: ${error.message}`);
    }
    return [];
  });
}
