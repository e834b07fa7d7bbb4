import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { createPluginRegistry } from '../../src/app/plugin-registry.js';
import { planRun } from '../../src/app/model-plan.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { clips, compute } from '../plugins/lavish/adapted-network.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(inRepository('docs/adapters.md'), 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
/** Where the names that plugins import lead to here. */
const modules = { '@avtool/plugin': 'src/contract/index.ts', '@avtool/plugin/layers': 'src/contract/layers.ts' } as const;

describe('the example of docs/adapters.md', () => {
  it('has at most forty lines', () => {
    expect(example.split('\n').length - 1).toBeGreaterThan(20);
    expect(example.split('\n').length - 1).toBeLessThanOrEqual(40);
  });

  it('compiles against the published types', () => {
    const path = inRepository('plugin-of-the-guide.ts');
    const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, strict: true, noEmit: true, skipLibCheck: true, types: [], paths: Object.fromEntries(Object.entries(modules).map(([name, file]) => [name, [inRepository(file)]])) };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (name) => name === path || fileExists(name);
    host.getSourceFile = (name, ...rest) => (name === path ? ts.createSourceFile(name, example, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
    const program = ts.createProgram([path], options, host);
    const source = program.getSourceFile(path);
    const faults = [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(faults).toEqual([]);
  });

  it('runs: the network computes with it, closed as without adapters, open as the other modality wants it', async () => {
    const folder = await temporaryFolder();
    const bound = Object.entries(modules).reduce((text, [name, file]) => text.replace(`from '${name}'`, `from '${pathToFileURL(inRepository(file)).href}'`), example);
    await writeFile(join(folder, 'plugin.ts'), bound);
    const registry = createPluginRegistry([{ name: 'avtool-plugin-film', version: '1.0.0', origin: 'user', load: () => import(join(folder, 'plugin.ts')) as Promise<unknown> }], (line) => {
      throw new Error(line);
    });
    const { adapter: method } = await planRun(aveTask, { size: 'paper', recipe: 'fixed', model: { adapter: 'film' }, training: {} }, registry.adapter);
    if (method === undefined) throw new Error('the plan has no adapter method');
    const small = { ...method.settings, guideWidth: 4, reduction: 2 };
    const model = { adapter: 'film', visualAdapter: small, audioAdapter: small };
    const [none] = await compute({ model: { adapter: 'none' }, gates: 0 }, [clips.original]);
    const [closed] = await compute({ model, method, gates: 0 }, [clips.original]);
    expect(closed).toEqual(none);
    const [open, otherSound] = await compute({ model, method, gates: 0.5 }, [clips.original, clips.otherSound]);
    expect(open.visualTokens).not.toEqual(none.visualTokens);
    expect(otherSound.visualTokens).not.toEqual(open.visualTokens);
  });
});
