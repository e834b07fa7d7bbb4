import { describe, expect, it } from 'vitest';
import { isPlugin, parseManifest } from '../../../src/contract/plugins/plugin-manifest.js';

const parse = (content: unknown) => parseManifest(typeof content === 'string' ? content : JSON.stringify(content), 'package.json');
const named = { name: 'avtool-plugin-mine', version: '1.0.0' };

describe('the manifest of a plugin', () => {
  it('says where its definition is and which tasks get commands', () => {
    expect(parse({ ...named, avtool: { plugin: './plugin.js', tasks: ['localise'] } })).toMatchObject({ name: 'avtool-plugin-mine', version: '1.0.0', module: './plugin.js', tasks: ['localise'] });
  });

  it.each([
    [{ ...named, avtool: { plugin: './plugin.js' } }, true],
    [{ ...named, oclif: { commands: './commands' } }, true],
    [named, false],
  ])('of %j is one of a plugin: %s', (content, expected) => {
    expect(isPlugin(parse(content))).toBe(expected);
  });

  it.each([
    ['text that is no JSON', '{ "name": ', /^package\.json is not valid JSON: /],
    ['a list', '[]', /^package\.json holds no object\.$/],
    ['no name', { version: '1.0.0' }, /no name or no version/],
    ['a definition outside the package', { ...named, avtool: { plugin: '../../etc/passwd' } }, /avtool\.plugin is no path inside the package/],
    ['a definition at an absolute path', { ...named, avtool: { plugin: '/etc/passwd' } }, /avtool\.plugin is no path inside the package/],
    ['a section that is no object', { ...named, avtool: 'plugin.js' }, /avtool is no object/],
    ['commands of oclif that are no object', { ...named, oclif: true }, /oclif is no object/],
    ['a task whose name is no name', { ...named, avtool: { plugin: './plugin.js', tasks: ['My Task'] } }, /avtool\.tasks is no list of task names/],
    ['tasks without a definition', { ...named, avtool: { tasks: ['localise'] } }, /avtool\.tasks needs avtool\.plugin/],
  ])('with %s is refused in one sentence', (_, content, message) => {
    expect(() => parse(content)).toThrow(expect.objectContaining({ code: 'PLUGIN_BROKEN', message: expect.stringMatching(message) }) as Error);
  });
});
