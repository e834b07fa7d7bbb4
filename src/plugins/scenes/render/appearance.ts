/** The look of an object. The radius is in pixels of the design's frame, hue, saturation and value in 0 … 1. */
export interface Appearance {
  readonly classIndex: number;
  readonly radius: number;
  readonly rotationRadians: number;
  readonly hue: number;
  readonly saturation: number;
  readonly value: number;
}

/** One sine of the background's texture. Pixels of the design's frame. */
export interface Grating {
  readonly radiansPerPixelX: number;
  readonly radiansPerPixelY: number;
  readonly phase: number;
  readonly radiansPerSecond: number;
  readonly amplitude: number;
}

/** Colour in 0 … 1 and texture, equal in all channels. */
export interface Background {
  readonly colour: readonly [red: number, green: number, blue: number];
  readonly gratings: readonly Grating[];
}
