import type { Clock } from '../../domain/ports/clock.js';

export const systemClock: Clock = {
  monotonicMilliseconds: () => performance.now(),
  now: () => new Date(),
};
