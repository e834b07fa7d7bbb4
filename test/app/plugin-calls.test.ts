import { describe, expect, it } from 'vitest';
import { namedCalls } from '../../src/app/plugin-calls.js';
import type { PluginDefinition } from '../../src/app/plugin-definition.js';
import { PluginError } from '../../src/app/plugin-error.js';
import { AvtoolError } from '../../src/domain/errors.js';
import type { Engine, EngineDefinition } from '../../src/domain/ports/engine.js';
import { aDataset, aTask } from '../builders/definitions.js';

const named = (rest: Omit<PluginDefinition, 'contract' | 'name'>) => namedCalls(Object.freeze({ contract: 1, name: 'mine', ...rest }), 'avtool-plugin-mine');

const thrownBy = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

const throwing = (error: unknown) => () => {
  throw error;
};

/** An error as a plugin's own copy of the contract makes it: the same form, another class. */
class CopiedError extends Error {
  override readonly name = 'AvtoolError';
  readonly code = 'MINE_EMPTY';
  readonly where = 'list.txt';
  readonly fix = 'Fill it.';
  readonly exitCode = 2;
}

describe('a call into a plugin', () => {
  it('that throws says plugin, function and cause', () => {
    const cause = new RangeError('no more rows.\nsecond line');
    const [dataset] = named({ datasets: [aDataset({ parse: throwing(cause) })] }).datasets ?? [];
    const error = thrownBy(() => dataset.parse(new Map(), { strictSplit: false }));
    expect(error).toBeInstanceOf(PluginError);
    expect(error).toMatchObject({ plugin: 'avtool-plugin-mine', hook: 'datasets.mine.parse', cause, message: 'Plugin avtool-plugin-mine failed in datasets.mine.parse: no more rows', exitCode: 1 });
  });

  it('is wrapped in nested objects too', () => {
    const generator = { render: throwing(new Error('no canvas')), annotate: () => new Map() };
    const [dataset] = named({ datasets: [aDataset({ generator })] }).datasets ?? [];
    expect(thrownBy(() => dataset.generator?.annotate([]))).toBeUndefined();
    expect(thrownBy(() => dataset.generator?.render(undefined as never, 'train', 0))).toMatchObject({ hook: 'datasets.mine.generator.render' });
  });

  it('passes on a message to the user, of the host’s class though the plugin’s copy made it', () => {
    const [dataset] = named({ datasets: [aDataset({ parse: throwing(new CopiedError('The list is empty.')) })] }).datasets ?? [];
    const error = thrownBy(() => dataset.parse(new Map(), { strictSplit: false }));
    expect(error).toBeInstanceOf(AvtoolError);
    expect(error).toMatchObject({ code: 'MINE_EMPTY', message: 'The list is empty.', where: 'list.txt', fix: 'Fill it.', exitCode: 2 });
  });

  it('passes on an interruption as it is', () => {
    const interruption = Object.assign(new Error('interrupted'), { name: 'AbortError' });
    const [task] = named({ tasks: [aTask({ metrics: throwing(interruption) })] }).tasks ?? [];
    expect(thrownBy(() => task.metrics([], [], [], {}))).toBe(interruption);
  });

  it('gives the function its own object as `this`, and what it returns unchanged', () => {
    class Counting {
      readonly name = 'mine';
      readonly #records = [1];
      parse() {
        return { records: this.#records, notices: [] };
      }
    }
    const dataset = Object.assign(new Counting(), { title: 'Mine' }) as unknown as ReturnType<typeof aDataset>;
    const [wrapped] = named({ datasets: [dataset] }).datasets ?? [];
    expect(wrapped.parse(new Map(), { strictSplit: false }).records).toEqual([1]);
    expect(wrapped.title).toBe('Mine');
  });

  it('keeps what is no plain object: addresses of weights', () => {
    const weights = new URL('file:///weights.safetensors');
    expect(named({ encoders: [{ name: 'tiny', description: 'Tiny.', settings: { channels: 2 }, weights }] }).encoders?.[0].weights).toBe(weights);
  });

  it('of an engine is named down to its programs', async () => {
    const program = { run: () => Promise.reject(new Error('device lost')) };
    const made = { name: 'mine', compile: () => Promise.resolve(program) } as unknown as Engine;
    const definition: EngineDefinition = { name: 'mine', description: 'Mine.', create: () => Promise.resolve(made) };
    const [engine] = named({ engines: [definition] }).engines ?? [];
    const compiled = await (await engine.create({ threads: 1, device: 'cpu', onNotice: () => undefined })).compile(undefined as never, undefined as never);
    await expect(compiled.run({})).rejects.toMatchObject({ code: 'PLUGIN_FAILED', message: 'Plugin avtool-plugin-mine failed in engines.mine.create.compile.run: device lost' });
  });
});
