import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../src/contract/plugin-management.js';
import { installationPlan, planLines } from '../../../src/plugins/plugins/installation-plan.js';
import type { StagedPackage } from '../../../src/plugins/plugins/staged-package.js';

const aStaged = (content: object, rest: Partial<StagedPackage> = {}): StagedPackage => ({
  tarball: 'mine-1.0.0.tgz',
  manifest: parseManifest(JSON.stringify({ name: 'mine', version: '1.0.0', ...content }), 'package.json'),
  files: [],
  listedCommands: undefined,
  unpackedBytes: 12_345,
  packages: 1,
  withScripts: [],
  ...rest,
});

describe('the plan of an installation', () => {
  it('names every script that npm would run, of the plugin and of what comes with it', () => {
    const staged = aStaged({ scripts: { postinstall: 'node build.js', prepare: 'tsc', test: 'vitest' } }, { packages: 4, withScripts: ['mine', 'sharp'] });
    expect(installationPlan(staged, 'mine', false).scripts).toEqual(['mine: postinstall: node build.js', 'sharp: install scripts of its own']);
  });

  it('counts `prepare` where the package is built from its repository', () => {
    expect(installationPlan(aStaged({ scripts: { prepare: 'tsc' } }), 'git+https://example.org/mine.git', true).scripts).toEqual(['mine: prepare: tsc']);
  });

  it('names the commands of its oclif manifest, or else of its files, and those that its tasks get', () => {
    const content = { avtool: { plugin: './plugin.js', tasks: ['localise'] }, oclif: { commands: './dist/commands' } };
    const ofTask = ['localise:prepare', 'localise:train', 'localise:eval', 'localise:predict'];
    const files = ['dist/commands/hello/index.js', 'dist/commands/hello/world.js', 'dist/commands/hello/world.d.ts', 'dist/plugin.js'];
    expect(installationPlan(aStaged(content, { files }), 'mine', false).commands).toEqual(['hello', 'hello:world', ...ofTask]);
    expect(installationPlan(aStaged(content, { files, listedCommands: ['hello:all'] }), 'mine', false).commands).toEqual(['hello:all', ...ofTask]);
  });

  it('is shown whole, and says that a plugin is code with the user’s rights', () => {
    const staged = aStaged({ oclif: { hooks: { init: './init.js' } } }, { packages: 3 });
    expect(planLines(installationPlan(staged, './mine', false))).toEqual([
      'Plugin mine 1.0.0 from ./mine: 12 kB, with 2 other packages.',
      '  runs while installing  nothing',
      '  adds commands          none',
      '  runs at events         init',
      'A plugin is code that runs with your rights: it can read, change and send whatever you can. Install only what you trust.',
    ]);
  });
});
