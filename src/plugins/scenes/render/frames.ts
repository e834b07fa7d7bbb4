import type { RgbImage } from '../../../contract/index.js';
import { hash32, uniformAt } from './counter-noise.js';
import { develop, paintBackground, paintObject, visitPixels, type PlacedObject } from './painting.js';
import type { SceneObject, SceneScript } from './script.js';
import { covers } from './timeline.js';

/** Where one object is in one picture. */
export interface ObjectMask {
  readonly classIndex: number;
  /** [size, size], 1 where the object is on top and covers at least half of the pixel, else 0. */
  readonly mask: Uint8Array;
}

/** The picture at a time of the clip, in no need of the pictures before it.
 *  @param timeSeconds 0 ≤ t < clip length, told apart by milliseconds @param size of the square picture, pixels
 *  @throws RangeError for a time outside the clip */
export function renderFrame(script: SceneScript, timeSeconds: number, size: number): RgbImage {
  const view = cameraView(script, timeSeconds, size);
  const canvas = paintBackground(script.background, size, view.scale, timeSeconds, view.shiftX, view.shiftY);
  for (const object of visibleObjects(script, timeSeconds)) {
    paintObject(canvas, size, placeObject(script, object, timeSeconds, view));
  }
  return develop(canvas, size, script.design.pixelNoise, hash32(view.seed, 2));
}

/** The masks of the objects that are visible at a time, in drawing order. They do not overlap.
 *  An object counts as sounding where its class is audible; in these scenes only the event's class ever is.
 *  @param timeSeconds @param size as for {@link renderFrame} @throws RangeError for a time outside the clip */
export function renderMasks(script: SceneScript, timeSeconds: number, size: number): ObjectMask[] {
  const view = cameraView(script, timeSeconds, size);
  const masks = visibleObjects(script, timeSeconds).map((object) => ({
    placed: placeObject(script, object, timeSeconds, view),
    mask: new Uint8Array(size * size),
  }));
  masks.forEach(({ placed, mask }, i) => {
    visitPixels(placed, size, (pixel, coverage) => {
      if (coverage < 0.5) return;
      mask[pixel] = 1;
      for (let below = 0; below < i; below++) masks[below].mask[pixel] = 0;
    });
  });
  return masks.map(({ placed, mask }) => ({ classIndex: placed.look.classIndex, mask }));
}

/** Horizontal position of an object's centre at a time, without camera shake, in pixels of the design's frame. */
export function horizontalPosition(script: SceneScript, object: SceneObject, timeSeconds: number): number {
  return object.x + object.speedX * (timeSeconds - script.design.seconds / 2);
}

interface CameraView {
  /** Of everything random in this frame. */
  readonly seed: number;
  readonly scale: number;
  /** In design pixels. */
  readonly shiftX: number;
  readonly shiftY: number;
}

function cameraView({ design, noiseSeed }: SceneScript, timeSeconds: number, size: number): CameraView {
  if (!(timeSeconds >= 0 && timeSeconds < design.seconds)) {
    throw new RangeError(`frame time must lie in [0, ${design.seconds}) s, got ${timeSeconds}`);
  }
  const seed = hash32(noiseSeed, Math.round(timeSeconds * 1000));
  return {
    seed,
    scale: size / design.frameSize,
    shiftX: design.shake * (2 * uniformAt(seed, 0) - 1),
    shiftY: design.shake * (2 * uniformAt(seed, 1) - 1),
  };
}

function visibleObjects(script: SceneScript, timeSeconds: number): SceneObject[] {
  return script.objects.filter(({ visible }) => covers(visible, timeSeconds));
}

function placeObject(script: SceneScript, object: SceneObject, timeSeconds: number, view: CameraView): PlacedObject {
  const y = object.y + object.speedY * (timeSeconds - script.design.seconds / 2);
  return {
    look: object,
    x: view.scale * (horizontalPosition(script, object, timeSeconds) + view.shiftX),
    y: view.scale * (y + view.shiftY),
    scale: view.scale,
  };
}
