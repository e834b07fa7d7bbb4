/** A uniform distribution's two ends. */
export type Range = readonly [low: number, high: number];

/** The numbers from which scenes are drawn. Lengths are in pixels of a picture of `frameSize` × `frameSize`. */
export interface SceneDesign {
  /** Length of a clip; a segment is one second. */
  readonly seconds: number;
  readonly frameSize: number;
  readonly eventSeconds: Range;
  readonly radius: Range;
  readonly rotationRadians: number;
  readonly hueDeviation: number;
  readonly value: Range;
  readonly saturation: number;
  /** An object moves by at most so much along each axis. */
  readonly driftPerSecond: number;
  /** The camera jumps by at most so much along each axis, anew in every frame. */
  readonly shake: number;
  readonly backgroundGrey: Range;
  readonly backgroundTint: number;
  readonly gratingRadiansPerPixel: Range;
  readonly gratingAmplitude: number;
  readonly gratingRadiansPerSecond: number;
  readonly pixelNoise: number;
  readonly gainDb: Range;
  readonly soundNoiseDb: number;
}

/** Design "mid": neither modality alone is enough, both together are (measured; see the data set's page). */
export const midDesign: SceneDesign = {
  seconds: 10,
  frameSize: 64,
  eventSeconds: [3, 8],
  radius: [5, 14],
  rotationRadians: 0.5,
  hueDeviation: 0.03,
  value: [0.55, 1],
  saturation: 0.8,
  driftPerSecond: 0.6,
  shake: 1.5,
  backgroundGrey: [0.15, 0.65],
  backgroundTint: 0.06,
  gratingRadiansPerPixel: [0.03, 0.5],
  gratingAmplitude: 0.1,
  gratingRadiansPerSecond: 0.5,
  pixelNoise: 0.04,
  gainDb: [-12, 0],
  soundNoiseDb: -22,
};
