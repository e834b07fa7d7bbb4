import { describe, expect, it } from 'vitest';
import { newPluginName } from '../../../src/plugins/plugins/new-plugin-name.js';

describe('the name of a new plugin', () => {
  it.each([
    ['birds', 'avtool-plugin-birds', 'birds'],
    ['avtool-plugin-birds', 'avtool-plugin-birds', 'birds'],
    ['@me/birds', '@me/avtool-plugin-birds', 'birds'],
    ['@me/avtool-plugin-birds-2', '@me/avtool-plugin-birds-2', 'birds-2'],
  ])('%s becomes the package %s with the data set %s', (given, name, dataset) => {
    expect(newPluginName(given)).toEqual({ package: name, dataset });
  });

  it.each(['', 'avtool-plugin-', 'Birds', '2birds', '.birds', '_birds', 'my birds', 'birds/../x', '@/birds', '@me/', 'me/birds', 'bïrds', 'birds\n'])('%j is refused', (given) => {
    expect(() => newPluginName(given)).toThrow(expect.objectContaining({ code: 'PLUGIN_NAME', exitCode: 2 }) as Error);
  });

  it('has at most the 214 characters that npm takes', () => {
    const longest = 'a'.repeat(214 - 'avtool-plugin-'.length);
    expect(newPluginName(longest).package).toHaveLength(214);
    expect(() => newPluginName(`${longest}a`)).toThrow('The package name would have 215 characters; npm takes 214.');
  });
});
