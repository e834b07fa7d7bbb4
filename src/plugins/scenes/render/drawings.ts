/*
 * The ten pictures, in local coordinates: u to the right, v down, the object inside the unit circle or little more.
 * Each answers with the brightness of the object's colour at (u, v), or `nothing` where the object is not.
 * No picture shows whether its object sounds: vision alone could use such a cue.
 */

export type Drawing = (u: number, v: number) => number;

export const nothing = 0;
const body = 1;
const bright = 1.3;
const shadow = 0.6;
const dark = 0.3;

/** Flared body on a rim, knob above, clapper below. */
export function drawBell(u: number, v: number): number {
  if (disc(u, v, 0, 0.8, 0.17)) return dark;
  if (v > -0.8 && v < 0.75 && Math.abs(u) < 0.25 + 0.6 * ((v + 0.8) / 1.55) ** 2.5) return v > 0.5 ? shadow : body;
  return disc(u, v, 0, -0.85, 0.15) ? shadow : nothing;
}

/** Box with a zigzag between two hoops. */
export function drawDrum(u: number, v: number): number {
  if (!box(u, v, 0, 0, 0.9, 0.6)) return nothing;
  if (Math.abs(v) > 0.45) return shadow;
  const zigzag = 0.35 * (4 * Math.abs(((u + 2) * 1.6) % 1 - 0.5) - 1);
  return Math.abs(v - zigzag) < 0.14 ? dark : body;
}

/** Two discs with a hole, a long neck, a head. */
export function drawGuitar(u: number, v: number): number {
  if (disc(u, v, 0, 0.22, 0.16)) return dark;
  if (disc(u, v, 0, 0.52, 0.46) || disc(u, v, 0, 0.02, 0.34)) return body;
  if (box(u, v, 0, -0.88, 0.16, 0.12)) return dark;
  return box(u, v, 0, -0.5, 0.09, 0.4) ? shadow : nothing;
}

/** Long bar with holes and a mouthpiece. */
export function drawFlute(u: number, v: number): number {
  if (box(u, v, -0.85, 0, 0.15, 0.24)) return shadow;
  if (!box(u, v, 0, 0, 1, 0.17)) return nothing;
  const holes = disc(u, v, -0.4, 0, 0.1) || disc(u, v, -0.05, 0, 0.1) || disc(u, v, 0.3, 0, 0.1);
  return holes || disc(u, v, 0.65, 0, 0.1) ? dark : body;
}

/** Lamp: half disc on a dark base, three rays above. */
export function drawSiren(u: number, v: number): number {
  if (box(u, v, 0, 0.5, 0.8, 0.17)) return dark;
  if (v < 0.33 && disc(u, v, 0, 0.33, 0.65)) return Math.abs(u + 0.2) < 0.1 && v > -0.1 ? bright : body;
  if (v > -0.5 || v < -0.95) return nothing;
  return Math.abs(u) < 0.07 || Math.abs(Math.abs(u) - 0.45 - 0.5 * (-0.5 - v)) < 0.08 ? body : nothing;
}

/** Disc with a dark ring and two hands. */
export function drawClock(u: number, v: number): number {
  if (!disc(u, v, 0, 0, 0.88)) return nothing;
  if (!disc(u, v, 0, 0, 0.7)) return dark;
  return box(u, v, 0, -0.25, 0.08, 0.3) || box(u, v, 0.2, 0, 0.25, 0.08) ? dark : body;
}

/** Square block with notched top and bottom (cooling fins) and a dark hub. */
export function drawEngine(u: number, v: number): number {
  if (!box(u, v, 0, 0, 0.75, 0.75)) return nothing;
  if (Math.abs(v) > 0.45) return ((u + 0.75) / 0.3) % 1 < 0.5 ? body : nothing;
  if (disc(u, v, 0, 0, 0.15)) return bright;
  return disc(u, v, 0, 0, 0.35) ? dark : body;
}

/** Ellipse with head, beak, tail and a darker wing. */
export function drawBird(u: number, v: number): number {
  if (triangle(v - 0.3, u + 0.15, -0.95, 0.05, 0.4)) return shadow;
  if (disc(u, v, 0.62, -0.38, 0.07)) return dark;
  if (disc(u, v, 0.55, -0.3, 0.28) || ellipse(u, v, 0, 0.15, 0.65, 0.38)) return body;
  if (triangle(u, v + 0.28, 1.1, 0.78, 0.12)) return dark;
  return triangle(u, v + 0.05, -0.4, -1, 0.28) ? body : nothing;
}

/** Cabin, tail bar with fin, mast and rotor. */
export function drawHelicopter(u: number, v: number): number {
  if (box(u, v, 0.2, -0.52, 0.8, 0.08)) return shadow;
  if (ellipse(u, v, 0.42, 0.08, 0.24, 0.17)) return dark;
  if (ellipse(u, v, 0.2, 0.15, 0.55, 0.4)) return body;
  if (box(u, v, 0.2, -0.4, 0.06, 0.2)) return shadow;
  if (box(u, v, 0.2, 0.68, 0.55, 0.06)) return shadow;
  return box(u, v, -0.6, 0.05, 0.4, 0.09) || box(u, v, -0.92, -0.12, 0.09, 0.26) ? body : nothing;
}

/** Cloud of three discs over slanted drops. */
export function drawRain(u: number, v: number): number {
  if (v < 0.25) {
    const cloud = disc(u, v, -0.48, -0.02, 0.38) || disc(u, v, 0, -0.3, 0.48) || disc(u, v, 0.48, -0.02, 0.38);
    return cloud ? body : nothing;
  }
  if (v < 0.42 || v > 0.9) return nothing;
  const slanted = u + 0.3 * (v - 0.65);
  return Math.abs(((slanted + 0.72) / 0.48) % 1 - 0.5) < 0.17 && Math.abs(slanted) < 0.72 ? body : nothing;
}

function disc(u: number, v: number, centreU: number, centreV: number, radius: number): boolean {
  return (u - centreU) ** 2 + (v - centreV) ** 2 < radius * radius;
}

function ellipse(u: number, v: number, centreU: number, centreV: number, radiusU: number, radiusV: number): boolean {
  return ((u - centreU) / radiusU) ** 2 + ((v - centreV) / radiusV) ** 2 < 1;
}

function box(u: number, v: number, centreU: number, centreV: number, halfWidth: number, halfHeight: number): boolean {
  return Math.abs(u - centreU) < halfWidth && Math.abs(v - centreV) < halfHeight;
}

/** Isosceles triangle along the first axis: of half width zero at `tip`, `halfBase` at `base`. */
function triangle(along: number, across: number, tip: number, base: number, halfBase: number): boolean {
  const share = (along - tip) / (base - tip);
  return share > 0 && share < 1 && Math.abs(across) < halfBase * share;
}
