import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { settingsOfFile } from '../../../src/adapters/config/file-settings.js';
import { configurationJsonSchema } from '../../../src/adapters/config/json-schema.js';
import { environmentNames, knownKeys } from '../../../src/adapters/config/key-names.js';
import { markdownTable } from '../../../src/adapters/config/markdown-table.js';
import { resolveConfiguration } from '../../../src/adapters/config/resolve-configuration.js';
import { jsonStarter, yamlStarter } from '../../../src/adapters/config/starter-file.js';
import { flagOverrides, sharedFlags } from '../../../src/contract/command/flags.js';
import type { AvtoolError } from '../../../src/domain/errors.js';
import { optionsByKey } from '../../../src/domain/ports/configuration-options.js';

async function read(text: string, file: string) {
  const problems: AvtoolError[] = [];
  const report = (problem: AvtoolError) => void problems.push(problem);
  const { entries } = resolveConfiguration([await settingsOfFile(text, file, report)], report);
  return { entries: entries.filter(({ origin }) => origin !== 'default'), problems };
}

describe('the option table', () => {
  it('has every key of the schema and no other', () => {
    expect([...optionsByKey.keys()].sort()).toEqual([...knownKeys].sort());
  });

  it('says of every key what it means and what holds when nothing is said', () => {
    for (const [key, option] of optionsByKey) {
      expect(option.summary, key).toMatch(/^[A-Z].*\.$/);
      expect(option.default === undefined, key).toBe(option.otherwise !== undefined && option.example !== undefined);
    }
  });

  it('gives every key an environment name of its own', () => {
    expect(environmentNames.get('AVTOOL_TRAIN__BATCH_SIZE')).toBe('train.batchSize');
    expect(environmentNames.size).toBe(optionsByKey.size);
  });

  it('names flags that there are', () => {
    const flags = new Set([...optionsByKey.values()].flatMap(({ flag }) => flag ?? []));
    const given = flagOverrides(Object.fromEntries([...flags].map((flag) => [flag.slice(2), 'x'])));
    expect(new Set(given.map(({ flag }) => flag))).toEqual(flags);
    expect(Object.keys(sharedFlags)).toEqual(expect.arrayContaining(['engine', 'device', 'recipe', 'epochs', 'batchSize', 'learningRate', 'seed', 'dataset', 'data', 'cache']));
  });
});

describe('docs/configuration.md', () => {
  it('holds the table that avtool config:schema --markdown prints: put it between the marks anew when keys change', async () => {
    const text = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(/<!-- keys -->\n([^]*)<!-- \/keys -->/.exec(text)?.[1]).toBe(markdownTable());
  });
});

describe('the JSON Schema', () => {
  it('is one of draft 2020-12 that refuses unknown groups and keys', () => {
    expect(configurationJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      properties: { $schema: { type: 'string' }, engine: { type: ['object', 'null'], additionalProperties: false }, model: { additionalProperties: true } },
    });
  });

  it('describes a key with unit, default and limits', () => {
    expect(configurationJsonSchema()).toMatchObject({
      properties: {
        engine: { properties: { device: { enum: ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml'], default: 'cpu' }, threads: { type: 'integer', minimum: 0, default: 0, description: 'Threads of the engine; 0: one per core. Unit: threads.' } } },
        train: { properties: { memoryBudget: { anyOf: [{ type: 'integer', exclusiveMinimum: 0 }, { type: 'string', examples: ['8GiB'] }] }, schedule: { oneOf: [{ required: ['kind', 'everyEpochs', 'factor'] }, {}] } } },
      },
    });
  });
});

describe('a starter file', () => {
  it('in YAML changes nothing', async () => {
    expect(await read(yamlStarter(), 'f.yaml')).toEqual({ entries: [], problems: [] });
  });

  it('in YAML is valid with all its lines uncommented, and then sets every key', async () => {
    const { entries, problems } = await read(yamlStarter().replace(/^ {2}# (\w+:)/gm, '  $1'), 'f.yaml');
    expect(problems).toEqual([]);
    expect(entries.map(({ key }) => key)).toEqual([...optionsByKey.keys()].sort());
  });

  it('in JSON holds the built-in defaults and names the schema beside it', async () => {
    const { entries, problems } = await read(jsonStarter(), 'f.json');
    expect(problems).toEqual([]);
    expect(Object.fromEntries(entries.map(({ key, value }) => [key, value]))).toEqual({ 'engine.train': 'onnxruntime', 'engine.infer': 'onnxruntime', 'engine.device': 'cpu', 'engine.threads': 0, 'media.decoder': 'auto' });
    expect(JSON.parse(jsonStarter())).toMatchObject({ $schema: './avtool.config.schema.json' });
  });
});
