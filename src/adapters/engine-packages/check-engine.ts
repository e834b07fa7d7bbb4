import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineCheck, EnginePackageName } from '../../domain/ports/engine-packages.js';
import type { ChildSettings } from './npm.js';
import { success } from './run-child.js';

const mark = 'avtool-engine-check ';
const answerSchema = z.object({ tensorflow: z.string(), gpu: z.boolean(), product: z.array(z.array(z.number())) });

/** Runs in the child. The package calls a function that Node 23 removed. */
const program = (name: EnginePackageName): string => `
require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require('@tensorflow/${name}');
const binding = tf.backend().binding;
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])).arraySync();
process.stdout.write('\\n${mark}' + JSON.stringify({ tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice(), product }) + '\\n');
`;

/** Loads the engine in a process of its own, where a library that does not fit can crash without harm. */
export async function checkEngine(name: EnginePackageName, folder: string, { run, node, environment }: ChildSettings, signal: AbortSignal): Promise<EngineCheck> {
  if (!(await stat(join(folder, 'node_modules')).then(() => true, () => false))) return { works: false, reason: 'it is not installed' };
  const quiet = { TF_CPP_MIN_LOG_LEVEL: '2', ...environment };
  const { outcome, stdout, lastLines } = await run({ command: node, args: ['-e', program(name)], cwd: folder, environment: quiet, signal, timeoutSeconds: 300 });
  const line = stdout.split('\n').find((candidate) => candidate.startsWith(mark));
  if (outcome !== success || line === undefined) return { works: false, reason: [`it ended with ${outcome}:`, ...lastLines].join('\n    ') };
  const { tensorflow, gpu, product } = answerSchema.parse(JSON.parse(line.slice(mark.length)));
  // [[1 2] [3 4]] · [[5 6] [7 8]]
  if (JSON.stringify(product) !== '[[19,22],[43,50]]') return { works: false, reason: `it multiplies wrongly: ${JSON.stringify(product)}` };
  return { works: true, tensorflow, device: gpu ? 'gpu' : 'cpu' };
}
