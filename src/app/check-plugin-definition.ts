import { z } from 'zod';
import { AvtoolError } from '../domain/errors.js';
import { acceptedContracts, contractNumber } from './plugin-definition.js';
import type { PluginDefinition } from './plugin-definition.js';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens');
const text = z.string().min(1);
const verb = z.custom<unknown>((value) => typeof value === 'function', 'expected a function');
const settings = z.record(z.string(), z.json());

const dataset = z.looseObject({
  name,
  title: text,
  citation: z.string(),
  obtaining: z.string(),
  classes: z.union([z.literal('from-annotations'), z.array(text).min(1).refine((classes) => new Set(classes).size === classes.length, 'expected every class once')]),
  segments: z.int().positive(),
  segmentSeconds: z.number().positive(),
  splits: z.array(text).min(1),
  preparation: z.looseObject({
    sampleRateHz: z.int().positive(),
    frameFormat: z.enum(['jpeg', 'png']),
    maxFrameSide: z.int().positive(),
  }),
  annotationFiles: z.array(text),
  mediaFolders: z.array(text).min(1),
  parse: verb,
  generator: z.looseObject({ render: verb, annotate: verb }).optional(),
});

const atLeastOne = (record: Readonly<Record<string, unknown>>): boolean => Object.keys(record).length > 0;

const task = z.looseObject({
  name,
  title: text,
  recipes: z.record(z.string(), z.looseObject({ recipe: text, epochs: z.int().positive(), batchSize: z.int().positive() })).refine(atLeastOne, 'expected at least one recipe'),
  recipeModels: z.record(z.string(), settings),
  sizes: z.record(z.string(), settings).refine(atLeastOne, 'expected at least one size'),
  trainable: verb,
  forward: verb,
  loss: verb,
  makeInputs: verb,
  makeTargets: verb,
  decode: verb,
  metrics: verb,
  baselines: verb,
  rightShare: verb,
  show: verb,
  timeline: verb.optional(),
  clipSections: verb.optional(),
  export: z.looseObject({ frameSize: verb, graph: verb, makeInputs: verb, outputsOf: verb, describe: verb }).optional(),
});

const encoder = z.looseObject({ name, description: text, settings, weights: z.instanceof(URL).optional() });

const adapter = z.looseObject({ name: name.refine((value) => !['none', 'dgsct'].includes(value), 'expected another name: none and dgsct are those of avtool'), description: text, settings, build: verb });

const engine = z.looseObject({ name, description: text, create: verb });

const report = z.looseObject({ name, description: text, section: verb });

const definition = z.looseObject({
  contract: z.int(),
  name,
  datasets: z.array(dataset).optional(),
  tasks: z.array(task).optional(),
  encoders: z.array(encoder).optional(),
  adapters: z.array(adapter).optional(),
  engines: z.array(engine).optional(),
  reports: z.array(report).optional(),
});

/**
 * Checks what a plugin module exports and freezes it.
 * @throws AvtoolError PLUGIN_CONTRACT naming both numbers; PLUGIN_INVALID naming plugin, path (`datasets[0].splits`) and what was expected
 */
export function checkPluginDefinition(value: unknown, plugin: string): PluginDefinition {
  checkContract(value, plugin);
  const checked = definition.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new AvtoolError({
      code: 'PLUGIN_INVALID',
      message: `Plugin ${plugin} has a definition that is not valid: ${issue.message}.`,
      where: pathOf(issue.path),
      fix: 'Update the plugin, or tell its author.',
      exitCode: 2,
    });
  }
  return Object.freeze(value as PluginDefinition);
}

function checkContract(value: unknown, plugin: string): void {
  if (typeof value !== 'object' || value === null || !('contract' in value)) return;
  const { contract } = value;
  if (typeof contract !== 'number' || acceptedContracts.includes(contract)) return;
  throw new AvtoolError({
    code: 'PLUGIN_CONTRACT',
    message: `Plugin ${plugin} speaks contract ${contract}; this avtool takes ${acceptedContracts.length === 1 ? 'contract' : 'contracts'} ${acceptedContracts.join(' and ')}.`,
    fix: contract > contractNumber ? `Update avtool, or install an older version of ${plugin}.` : `avtool plugins:update ${plugin}`,
    exitCode: 2,
  });
}

/** `['datasets', 0, 'splits']` → `datasets[0].splits`. */
function pathOf(path: readonly PropertyKey[]): string {
  const written = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return written.replace(/^\./, '') || 'the definition itself';
}
