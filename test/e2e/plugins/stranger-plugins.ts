import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foldersBelow } from './npm-registry.js';

/** A plugin as a stranger writes it: files by path. `package.json` is the usual one unless given. */
export interface StrangerPlugin {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Merged into `package.json`. */
  readonly manifest?: object;
}

/** Writes plugins and links them, as `plugins:link` does. @returns the environment that avtool finds them with */
export async function linkPlugins(folder: string, plugins: readonly StrangerPlugin[]): Promise<Record<string, string>> {
  const records = await Promise.all(
    plugins.map(async ({ name, files, manifest }) => {
      const root = join(folder, 'plugins', name);
      const all = { 'package.json': JSON.stringify({ name, version: '1.2.3', type: 'module', avtool: { plugin: './plugin.js' }, ...manifest }), ...files };
      for (const [path, content] of Object.entries(all)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
      return { name, type: 'link', root };
    }),
  );
  await mkdir(join(folder, 'data', 'avtool'), { recursive: true });
  await writeFile(join(folder, 'data', 'avtool', 'package.json'), JSON.stringify({ oclif: { schema: 1, plugins: records } }));
  return foldersBelow(folder);
}

/** Source of a definition module that brings one data set. */
export const datasetModule = (name: string, wanted: { readonly before?: string; readonly contract?: number; readonly parse?: string } = {}): string => `${wanted.before ?? ''}
export const plugin = { contract: ${wanted.contract ?? 1}, name: '${name}', datasets: [{
  name: '${name}', title: 'Mine', citation: '', obtaining: '', classes: ['one'], segments: 10, segmentSeconds: 1, splits: ['train'],
  preparation: { sampleRateHz: 32000, frameFormat: 'jpeg', maxFrameSide: 64 }, annotationFiles: ['list.txt'], mediaFolders: ['videos'],
  parse: ${wanted.parse ?? '() => ({ records: [], notices: [] })'},
}] };
`;

/** Source of a definition module that brings one task, with two sizes, whose model cannot be built. */
export const taskModule = (name: string): string => `
process.stderr.write('the definition of ${name} is loaded\\n');
const unused = () => { throw new Error('no model here'); };
const recipe = { recipe: 'usual', epochs: 4, batchSize: 2, accumulate: 1, accumulation: 'mean', optimiser: 'adam', learningRate: 0.001, weightDecay: 0,
  schedule: { kind: 'step', everyEpochs: 10, factor: 0.1 }, earlyStop: 3, seed: 0, selectionSplit: 'val' };
export const plugin = { contract: 1, name: '${name}', tasks: [{
  name: '${name}', title: 'My task', recipes: { usual: recipe }, recipeModels: {}, sizes: { small: {}, large: {} }, trainable: () => true,
  forward: unused, loss: unused, makeInputs: unused, makeTargets: unused, decode: unused, metrics: unused, baselines: unused, rightShare: unused, show: unused, cost: { countedModel: {}, partOf: unused, isLayerWeight: unused, tables: unused },
}] };
`;
