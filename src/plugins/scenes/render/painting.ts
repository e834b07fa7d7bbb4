import type { RgbImage } from '../../../contract/index.js';
import type { Appearance, Background } from './appearance.js';
import { fillNoise } from './counter-noise.js';
import { sceneClasses } from './classes.js';
import { nothing } from './drawings.js';

/** An object where it stands in one picture: centre in the picture's pixels, `scale` of them to a design pixel. */
export interface PlacedObject {
  readonly look: Appearance;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Called for a pixel that an object touches: the covered share of it, and the mean brightness of that part. */
type Touch = (pixel: number, coverage: number, brightness: number) => void;

/** The background of a picture as float RGB [size, size, 3] in about 0 … 1.
 *  @param shiftX @param shiftY camera shift in design pixels @param scale picture pixels per design pixel */
export function paintBackground(
  background: Background,
  size: number,
  scale: number,
  timeSeconds: number,
  shiftX: number,
  shiftY: number,
): Float32Array {
  const canvas = new Float32Array(size * size * 3);
  const texture = new Float32Array(size * size);
  const sineX = new Float32Array(size);
  const cosineX = new Float32Array(size);
  for (const grating of background.gratings) {
    const phase = grating.phase + grating.radiansPerSecond * timeSeconds;
    for (let x = 0; x < size; x++) {
      const angle = grating.radiansPerPixelX * ((x + 0.5) / scale - shiftX);
      sineX[x] = Math.sin(angle);
      cosineX[x] = Math.cos(angle);
    }
    for (let y = 0; y < size; y++) {
      const angle = phase + grating.radiansPerPixelY * ((y + 0.5) / scale - shiftY);
      const sine = grating.amplitude * Math.sin(angle);
      const cosine = grating.amplitude * Math.cos(angle);
      for (let x = 0; x < size; x++) texture[y * size + x] += sineX[x] * cosine + cosineX[x] * sine;
    }
  }
  const [red, green, blue] = background.colour;
  for (let pixel = 0; pixel < texture.length; pixel++) {
    canvas[3 * pixel] = red + texture[pixel];
    canvas[3 * pixel + 1] = green + texture[pixel];
    canvas[3 * pixel + 2] = blue + texture[pixel];
  }
  return canvas;
}

/** Blends an object over the canvas [size, size, 3]. */
export function paintObject(canvas: Float32Array, size: number, object: PlacedObject): void {
  const [red, green, blue] = rgb(object.look.hue, object.look.saturation, object.look.value);
  visitPixels(object, size, (pixel, coverage, brightness) => {
    const rest = 1 - coverage;
    canvas[3 * pixel] = rest * canvas[3 * pixel] + coverage * Math.min(1, brightness * red);
    canvas[3 * pixel + 1] = rest * canvas[3 * pixel + 1] + coverage * Math.min(1, brightness * green);
    canvas[3 * pixel + 2] = rest * canvas[3 * pixel + 2] + coverage * Math.min(1, brightness * blue);
  });
}

/** Calls `touch` for every pixel of a [size, size] picture that the object touches, from 2 × 2 samples a pixel. */
export function visitPixels({ look, x, y, scale }: PlacedObject, size: number, touch: Touch): void {
  const { draw } = sceneClasses[look.classIndex];
  const radius = look.radius * scale;
  const cosine = Math.cos(look.rotationRadians) / radius;
  const sine = Math.sin(look.rotationRadians) / radius;
  const reach = radius * Math.SQRT2;
  const left = Math.max(0, Math.floor(x - reach));
  const right = Math.min(size, Math.ceil(x + reach));
  const bottom = Math.min(size, Math.ceil(y + reach));
  for (let row = Math.max(0, Math.floor(y - reach)); row < bottom; row++) {
    for (let column = left; column < right; column++) {
      let samples = 0;
      let brightness = 0;
      for (let sample = 0; sample < 4; sample++) {
        const dx = column + (sample & 1 ? 0.75 : 0.25) - x;
        const dy = row + (sample & 2 ? 0.75 : 0.25) - y;
        const shade = draw(cosine * dx + sine * dy, cosine * dy - sine * dx);
        if (shade === nothing) continue;
        samples++;
        brightness += shade;
      }
      if (samples > 0) touch(row * size + column, samples / 4, brightness / samples);
    }
  }
}

/** Adds pixel noise of a standard deviation and rounds to 8 bits. */
export function develop(canvas: Float32Array, size: number, noise: number, seed: number): RgbImage {
  const grain = new Float32Array(canvas.length);
  fillNoise(grain, seed);
  const data = new Uint8Array(canvas.length);
  for (let i = 0; i < data.length; i++) {
    const level = 255 * (canvas[i] + noise * grain[i]) + 0.5;
    data[i] = level < 0 ? 0 : level > 255 ? 255 : level;
  }
  return { width: size, height: size, data };
}

/** Hue, saturation and value in 0 … 1 as red, green and blue in 0 … 1. */
function rgb(hue: number, saturation: number, value: number): [number, number, number] {
  const channel = (offset: number) => {
    const sector = (offset + 6 * hue) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(sector, 4 - sector, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}
