import { fillNoise } from './counter-noise.js';

/** What makes one sound differ from another of its class: numbers in [0, 1), and the seed of its noise. */
export interface SoundCharacter {
  readonly pitch: number;
  readonly pace: number;
  /** Of the beat: where in its period the sound begins. */
  readonly phase: number;
  /** A second pitch-like property: the steepness of a chirp, the speed of a siren's sweep. */
  readonly sweep: number;
  readonly noiseSeed: number;
}

/** Fills `target` with one sound of arbitrary level. The caller scales it to a root mean square. */
export type Synthesiser = (target: Float32Array, sampleRateHz: number, character: SoundCharacter) => void;

export function synthesiseBell(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const strike = silentPeriod(sampleRateHz, within(1.5, 2.5, character.pace));
  const frequencyHz = within(480, 700, character.pitch);
  const partials = [
    [1, 1],
    [2, 0.6],
    [2.76, 0.5],
    [4.07, 0.3],
  ];
  for (let i = 0; i < strike.length; i++) {
    const p = i / sampleRateHz;
    let tone = 0;
    for (const [ratio, amplitude] of partials) tone += amplitude * Math.sin(2 * Math.PI * frequencyHz * ratio * p);
    strike[i] = tone * envelope(p, 0.35, 0.004);
  }
  repeat(target, strike, character.phase);
}

export function synthesiseDrum(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const strike = silentPeriod(sampleRateHz, within(3, 5, character.pace));
  const rattle = new Float32Array(strike.length);
  const frequencyHz = within(55, 80, character.pitch);
  for (let i = 0; i < strike.length; i++) {
    const p = i / sampleRateHz;
    const level = envelope(p, 0.07, 0.004);
    strike[i] = level * Math.sin(2 * Math.PI * (frequencyHz * p + 4 * (1 - Math.exp(-p / 0.03))));
    rattle[i] = 0.15 * level;
  }
  fillNoise(target, character.noiseSeed);
  repeatOver(target, strike, rattle, character.phase);
}

export function synthesiseGuitar(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const strike = silentPeriod(sampleRateHz, within(2, 4, character.pace));
  const wave = harmonics(10, (k) => 1 / k);
  const frequencyHz = within(140, 260, character.pitch);
  for (let i = 0; i < strike.length; i++) {
    const p = i / sampleRateHz;
    strike[i] = envelope(p, 0.22, 0.004) * look(wave, frequencyHz * p);
  }
  repeat(target, strike, character.phase);
}

export function synthesiseFlute(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const wave = harmonics(2, (k) => (k === 1 ? 1 : 0.3));
  const sine = harmonics(1, () => 1);
  const frequencyHz = within(600, 950, character.pitch);
  const vibratoCycles = 1.5 / (2 * Math.PI);
  fillNoise(target, character.noiseSeed);
  for (let i = 0; i < target.length; i++) {
    const t = i / sampleRateHz;
    target[i] = 0.05 * target[i] + look(wave, frequencyHz * t + vibratoCycles * look(sine, 5 * t + character.phase));
  }
}

export function synthesiseSiren(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const wave = harmonics(3, (k) => [0, 1, 0, 0.3][k]);
  const sine = harmonics(1, () => 1);
  const frequencyHz = within(700, 900, character.pitch);
  const sweepHz = within(1, 2.2, character.sweep);
  const swingCycles = (0.4 * frequencyHz) / (2 * Math.PI * sweepHz);
  for (let i = 0; i < target.length; i++) {
    const t = i / sampleRateHz;
    target[i] = look(wave, frequencyHz * t + swingCycles * look(sine, sweepHz * t + character.phase));
  }
}

export function synthesiseClock(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const strike = silentPeriod(sampleRateHz, within(4, 6, character.pace));
  const rattle = new Float32Array(strike.length);
  const frequencyHz = within(2200, 3000, character.pitch);
  for (let i = 0; i < strike.length; i++) {
    const p = i / sampleRateHz;
    const level = envelope(p, 0.012, 0.001);
    strike[i] = level * Math.sin(2 * Math.PI * frequencyHz * p);
    rattle[i] = 0.5 * level;
  }
  fillNoise(target, character.noiseSeed);
  repeatOver(target, strike, rattle, character.phase);
}

export function synthesiseEngine(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const wave = harmonics(13, (k) => k ** -0.7);
  const sine = harmonics(1, () => 1);
  const frequencyHz = within(45, 85, character.pitch);
  const idleHz = within(10, 20, character.pace);
  for (let i = 0; i < target.length; i++) {
    const t = i / sampleRateHz;
    target[i] = look(wave, frequencyHz * t) * (1 + 0.4 * look(sine, idleHz * t + character.phase));
  }
}

export function synthesiseBird(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const chirp = silentPeriod(sampleRateHz, within(2.5, 5, character.pace));
  const frequencyHz = within(2000, 2600, character.pitch);
  const steepnessHzPerSecond = within(3000, 6000, character.sweep);
  for (let i = 0; i < chirp.length; i++) {
    const p = i / sampleRateHz;
    chirp[i] = envelope(p, 0.06, 0.004) * Math.sin(2 * Math.PI * (frequencyHz * p + steepnessHzPerSecond * p * p));
  }
  repeat(target, chirp, character.phase);
}

export function synthesiseHelicopter(target: Float32Array, sampleRateHz: number, character: SoundCharacter): void {
  const pulse = silentPeriod(sampleRateHz, within(10, 15, character.pace));
  for (let i = 0; i < pulse.length; i++) pulse[i] = envelope(i / sampleRateHz, 0.03, 0.004);
  const taps = Math.max(1, Math.round(sampleRateHz * (9 / 8000)));
  const noise = new Float32Array(target.length + taps);
  fillNoise(noise, character.noiseSeed);
  let sum = 0;
  for (let i = 0; i < taps; i++) sum += noise[i];
  for (let i = 0; i < target.length; i++) {
    target[i] = sum / taps;
    sum += noise[i + taps] - noise[i];
  }
  repeatOver(target, new Float32Array(pulse.length), pulse, character.phase);
}

export function synthesiseRain(target: Float32Array, _sampleRateHz: number, character: SoundCharacter): void {
  fillNoise(target, character.noiseSeed);
  for (let i = target.length - 1; i > 0; i--) target[i] -= 0.3 * target[i - 1];
}

function within(low: number, high: number, share: number): number {
  return low + (high - low) * share;
}

/** Level of a struck thing `p` seconds after the strike, with time constants of decay and attack in seconds. */
function envelope(p: number, decay: number, attack: number): number {
  return Math.exp(-p / decay) * (1 - Math.exp(-p / attack));
}

/** Room for one period of a beat. */
function silentPeriod(sampleRateHz: number, perSecond: number): Float32Array {
  return new Float32Array(Math.round(sampleRateHz / perSecond));
}

function repeat(target: Float32Array, period: Float32Array, phase: number): void {
  let at = Math.floor(phase * period.length);
  for (let i = 0; i < target.length; i++) {
    target[i] = period[at];
    if (++at === period.length) at = 0;
  }
}

/** target ← period + level ⊙ target, with period and level repeated. */
function repeatOver(target: Float32Array, period: Float32Array, level: Float32Array, phase: number): void {
  let at = Math.floor(phase * period.length);
  for (let i = 0; i < target.length; i++) {
    target[i] = period[at] + level[at] * target[i];
    if (++at === period.length) at = 0;
  }
}

const tableLength = 4096;

/** One period of a sum of sines, as a table of {@link tableLength} values. */
function harmonics(count: number, amplitude: (k: number) => number): Float32Array {
  const sine = Float64Array.from({ length: tableLength }, (_, i) => Math.sin((2 * Math.PI * i) / tableLength));
  const table = new Float32Array(tableLength);
  for (let k = 1; k <= count; k++) {
    const weight = amplitude(k);
    for (let i = 0; i < tableLength; i++) table[i] += weight * sine[(k * i) & (tableLength - 1)];
  }
  return table;
}

/** The table's value after so many cycles (no interpolation: the error lies below the clips' noise). */
function look(table: Float32Array, cycles: number): number {
  return table[Math.floor(cycles * tableLength) & (tableLength - 1)];
}
