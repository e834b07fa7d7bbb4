import type { Random } from '../../../contract/index.js';

export interface Centre {
  readonly x: number;
  readonly y: number;
}

const attempts = 16;

/** Centres of discs inside a square picture: the best of sixteen random layouts by its smallest gap between two discs.
 *  @param radii of the discs, in pixels of the picture */
export function mostSpaciousLayout(random: Random, radii: readonly number[], frameSize: number): Centre[] {
  let best: Centre[] = [];
  let bestGap = -Infinity;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const centres = radii.map((radius) => randomCentre(random, radius, frameSize));
    const gap = smallestGap(centres, radii);
    if (attempt > 0 && gap <= bestGap) continue;
    best = centres;
    bestGap = gap;
  }
  return best;
}

/** A centre at which a disc lies inside the picture. */
export function randomCentre(random: Random, radius: number, frameSize: number): Centre {
  const room = frameSize - 2 * radius;
  return { x: radius + room * random.uniform(), y: radius + room * random.uniform() };
}

function smallestGap(centres: readonly Centre[], radii: readonly number[]): number {
  let smallest = Infinity;
  for (let i = 0; i < centres.length; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot(centres[i].x - centres[j].x, centres[i].y - centres[j].y);
      smallest = Math.min(smallest, distance - radii[i] - radii[j]);
    }
  }
  return smallest;
}
