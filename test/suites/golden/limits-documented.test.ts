import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenEngines } from './engines.js';

const documentation = readFileSync(new URL('../../../docs/engines.md', import.meta.url), 'utf8');

describe('docs/engines.md', () => {
  it.each(Object.keys(goldenEngines))('names every golden case that %s cannot pass', (name) => {
    const missing = [...goldenEngines[name].limits.keys()].filter((id) => !documentation.includes(`\`${id}\``));
    expect(missing).toEqual([]);
  });
});
