import fc from 'fast-check';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { midDesign } from '../../../../src/plugins/scenes/render/design.js';
import { sceneScript, type SceneScript } from '../../../../src/plugins/scenes/render/script.js';

/** The script of clip number `clip` of one fixed seed. */
export function aScript(clip: number): SceneScript {
  return sceneScript(seededRandom(20).fork(`clip/${clip}`), midDesign);
}

export const clipNumbers = fc.nat(100_000);

/** Whether two typed arrays are equal bit for bit (much faster than comparing them value by value). */
export function sameBytes(a: Uint8Array | Float32Array, b: Uint8Array | Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array) =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
