import * as drawings from './drawings.js';
import * as sounds from './sounds.js';

/** One thing that can be seen and heard in a rendered scene. */
export interface SceneClass {
  readonly name: string;
  /** Colour on the hue circle, 0 … 1 (0 is red). No two classes share one. */
  readonly hue: number;
  readonly draw: drawings.Drawing;
  readonly synthesise: sounds.Synthesiser;
}

/** The classes in canonical order: a class index points into this list. */
export const sceneClasses: readonly SceneClass[] = [
  { name: 'bell', hue: 0.15, draw: drawings.drawBell, synthesise: sounds.synthesiseBell },
  { name: 'drum', hue: 0, draw: drawings.drawDrum, synthesise: sounds.synthesiseDrum },
  { name: 'guitar', hue: 0.07, draw: drawings.drawGuitar, synthesise: sounds.synthesiseGuitar },
  { name: 'flute', hue: 0.5, draw: drawings.drawFlute, synthesise: sounds.synthesiseFlute },
  { name: 'siren', hue: 0.93, draw: drawings.drawSiren, synthesise: sounds.synthesiseSiren },
  { name: 'clock', hue: 0.22, draw: drawings.drawClock, synthesise: sounds.synthesiseClock },
  { name: 'engine', hue: 0.75, draw: drawings.drawEngine, synthesise: sounds.synthesiseEngine },
  { name: 'bird', hue: 0.32, draw: drawings.drawBird, synthesise: sounds.synthesiseBird },
  { name: 'helicopter', hue: 0.4, draw: drawings.drawHelicopter, synthesise: sounds.synthesiseHelicopter },
  { name: 'rain', hue: 0.6, draw: drawings.drawRain, synthesise: sounds.synthesiseRain },
];

/** The segment label of a second in which nothing is both seen and heard: one more than the last class. */
export const backgroundLabel = sceneClasses.length;
