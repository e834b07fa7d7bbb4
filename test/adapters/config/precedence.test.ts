import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadConfiguration } from '../../../src/adapters/config/load-configuration.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-precedence-'));
  await mkdir(join(folder, 'avtool'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const keys = { 'engine.threads': 'AVTOOL_ENGINE__THREADS', 'train.epochs': 'AVTOOL_TRAIN__EPOCHS', 'train.batchSize': 'AVTOOL_TRAIN__BATCH_SIZE', 'model.image.embedDim': 'AVTOOL_MODEL__IMAGE__EMBED_DIM' } as const;
type Key = keyof typeof keys;
type Values = Partial<Record<Key, number>>;

const source: fc.Arbitrary<Values> = fc.record(Object.fromEntries(Object.keys(keys).map((key) => [key, fc.integer({ min: 1, max: 1000 })])), { requiredKeys: [] });

const tree = (values: Values) =>
  Object.entries(values).reduce<Record<string, Record<string, unknown>>>((groups, [key, value]) => {
    const [group, name, inner] = key.split('.');
    return { ...groups, [group]: { ...groups[group], [name]: inner === undefined ? value : { [inner]: value } } };
  }, {});

describe('the order of the sources', () => {
  it('lets the strongest source that sets a key win: flag, --set, environment, project file, user file, default', async () => {
    await fc.assert(
      fc.asyncProperty(source, source, source, source, source, async (flags, set, environment, project, user) => {
        await writeFile(join(folder, 'avtool.config.yaml'), stringify(tree(project)));
        await writeFile(join(folder, 'avtool', 'config.json'), JSON.stringify(tree(user)));
        const { entries } = await loadConfiguration({
          workingFolder: folder,
          platform: 'linux',
          environment: { XDG_CONFIG_HOME: folder, ...Object.fromEntries(Object.entries(environment).map(([key, value]) => [keys[key as Key], String(value)])) },
          flags: Object.entries(flags).map(([key, value]) => ({ key, value: String(value), flag: '--some' })),
          settings: Object.entries(set).map(([key, value]) => `${key}=${value}`),
        });
        for (const key of Object.keys(keys) as Key[]) {
          const strongest = [flags, set, environment, project, user, { 'engine.threads': 0 } as Values].map((values) => values[key]).find((value) => value !== undefined);
          expect(entries.find((entry) => entry.key === key)?.value).toBe(strongest);
        }
      }),
      { numRuns: 60 },
    );
  });
});
