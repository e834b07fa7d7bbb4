import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createTfjsEngine } from '../../../../src/adapters/engine/tfjs/tfjs-engine.js';
import type { Engine } from '../../../../src/domain/ports/engine.js';

const name = 'tfjs-node';

/** Makes the engine over TensorFlow's native kernels, or says why it cannot be tested here. `AVTOOL_TFJS_NODE_DIR` is a folder that holds node_modules/@tensorflow/tfjs-node. */
export function nativeTfjs(): { readonly create: () => Engine } | { readonly missing: string } {
  const folder = process.env['AVTOOL_TFJS_NODE_DIR'];
  if (folder !== undefined) {
    const enginesFolder = mkdtempSync(join(tmpdir(), 'avtool-native-'));
    symlinkSync(resolve(folder), join(enginesFolder, name));
    process.once('exit', () => rmSync(enginesFolder, { recursive: true, force: true }));
    return { create: () => createTfjsEngine({ binding: name, enginesFolder }) };
  }
  try {
    createRequire(import.meta.url).resolve(`@tensorflow/${name}`);
  } catch (error) {
    return { missing: `AVTOOL_TFJS_NODE_DIR is not set and @tensorflow/${name} is not installed (${error instanceof Error && 'code' in error ? String(error.code) : String(error)})` };
  }
  return { create: () => createTfjsEngine({ binding: name }) };
}
