import { describe, expect, it } from 'vitest';
import { createEngineCatalogue } from '../../src/app/engine-catalogue.js';
import type { EngineDefinition } from '../../src/domain/ports/engine.js';

const anEngine = (name: string, description = ''): EngineDefinition => ({ name, description, create: () => Promise.reject(new Error('not needed')) });
const own = [anEngine('onnxruntime', 'own'), anEngine('reference', 'own')];
const silent = (line: string) => expect.fail(line);

describe('the catalogue of engines', () => {
  it('finds an engine of its own without loading a plugin', async () => {
    const catalogue = createEngineCatalogue(own, () => expect.fail('the plugins were loaded'), silent);
    expect(await catalogue.find('reference')).toBe(own[1]);
  });

  it('finds an engine that a plugin brings', async () => {
    const catalogue = createEngineCatalogue(own, () => Promise.resolve([anEngine('stub', 'of a plugin')]), silent);
    expect(await catalogue.find('stub')).toMatchObject({ description: 'of a plugin' });
    expect((await catalogue.all()).map(({ name }) => name)).toEqual(['onnxruntime', 'reference', 'stub']);
  });

  it('names the nearest engine for one that nobody has, those of plugins too', async () => {
    const catalogue = createEngineCatalogue(own, () => Promise.resolve([anEngine('stub')]), silent);
    await expect(catalogue.find('onxruntime')).rejects.toMatchObject({ code: 'ENGINE_UNKNOWN', exitCode: 2, message: 'There is no engine called onxruntime.', fix: 'Did you mean onnxruntime?' });
    await expect(catalogue.find('stubb')).rejects.toMatchObject({ fix: 'Did you mean stub?' });
    await expect(catalogue.find('torch')).rejects.toMatchObject({ fix: 'Known: onnxruntime, reference, stub.' });
  });

  it('leaves out, and says once, an engine of a plugin that takes a name of its own', async () => {
    const lines: string[] = [];
    const catalogue = createEngineCatalogue(own, () => Promise.resolve([anEngine('reference', 'of a plugin'), anEngine('stub')]), (line) => lines.push(line));
    await catalogue.all();
    expect((await catalogue.all()).map(({ name, description }) => [name, description])).toEqual([['onnxruntime', 'own'], ['reference', 'own'], ['stub', '']]);
    expect(lines).toEqual(['The engine reference of a plugin is left out: avtool has one of that name.']);
  });
});
