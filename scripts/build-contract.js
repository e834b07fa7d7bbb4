/** Generates `packages/plugin/dist` from `src/contract`: JavaScript and types of the contract and of the pure domain below it. `--out FOLDER` makes a whole package elsewhere. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const source = fileURLToPath(new URL('../packages/plugin', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string', default: source } } });
const dist = join(values.out, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
if (values.out !== source) for (const name of ['package.json', 'README.md']) copyFileSync(join(source, name), join(values.out, name));

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-p', join(source, 'tsconfig.json'), '--outDir', dist], { stdio: 'inherit' });

for (const path of readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.js'))) {
  const foreign = [...readFileSync(join(dist, path), 'utf8').matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^.'][^']*)'|\bimport\('([^.'][^']*)'\)/gm)].map(([, from, dynamic]) => from ?? dynamic);
  if (foreign.length > 0) throw new Error(`${path} imports ${foreign.join(', ')}: the contract package has no dependencies`);
}
