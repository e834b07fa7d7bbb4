import { fillNoise, hash32 } from './counter-noise.js';
import { sceneClasses } from './classes.js';
import type { SceneDesign } from './design.js';
import type { SceneScript, SceneSound } from './script.js';
import type { Interval } from './timeline.js';

/** Root mean square of a sound of gain 0 dB in the waveform, where 1 is full scale. It is the same for every clip, so
 *  that levels are comparable. Peaks are at most 17 (clock) and 11 (helicopter) times the root mean square, the others'
 *  less: two sounds and the hiss stay within full scale. */
export const referenceLevel = 1 / 32;

/** A sound begins and ends within so many seconds, inside its interval: without a click. */
const fadeSeconds = 0.005;

/** Counter of the hiss in a clip's noise: frames use counters from 0 on, one a millisecond. */
const hissCounter = -1;

/** The mono sound of a clip, samples within ±1. Noise is white up to half of the sampling rate. */
export function renderWaveform(script: SceneScript, sampleRateHz: number): Float32Array {
  return mixSounds(script.sounds, script.design, hash32(script.noiseSeed, hissCounter), sampleRateHz);
}

/** The sounds at their gains over white noise, as long as the design says. */
export function mixSounds(
  sounds: readonly SceneSound[],
  design: SceneDesign,
  hissSeed: number,
  sampleRateHz: number,
): Float32Array {
  const mix = new Float32Array(Math.round(design.seconds * sampleRateHz));
  fillNoise(mix, hissSeed);
  scale(mix, referenceLevel * decibels(design.soundNoiseDb));
  const source = new Float32Array(mix.length);
  for (const { classIndex, gainDb, character, audible } of sounds) {
    sceneClasses[classIndex].synthesise(source, sampleRateHz, character);
    const level = (referenceLevel * decibels(gainDb)) / rootMeanSquare(source);
    for (const interval of audible) addFaded(mix, source, level, interval, sampleRateHz);
  }
  return mix;
}

function addFaded(
  mix: Float32Array,
  source: Float32Array,
  level: number,
  { start, end }: Interval,
  sampleRateHz: number,
): void {
  const from = Math.round(start * sampleRateHz);
  const to = Math.round(end * sampleRateHz);
  const fade = Math.max(1, Math.round(fadeSeconds * sampleRateHz));
  for (let i = from; i < to; i++) {
    const share = Math.min(1, (i - from) / fade, (to - 1 - i) / fade);
    mix[i] += level * share * source[i];
  }
}

function scale(samples: Float32Array, factor: number): void {
  for (let i = 0; i < samples.length; i++) samples[i] *= factor;
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return Math.sqrt(sum / samples.length);
}

function decibels(level: number): number {
  return 10 ** (level / 20);
}
