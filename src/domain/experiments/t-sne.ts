import type { Random } from '../ports/random.js';

export interface TsneOptions {
  /** About how many neighbours count; less than a third of the rows is taken. */
  readonly perplexity?: number;
  readonly iterations?: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const exaggeration = 12;
/** Iterations with exaggerated attraction and little momentum. */
const early = 250;
const entropyTolerance = 1e-5;
const smallest = 1e-12;

/**
 * Rows in two dimensions so that neighbours stay neighbours: exact t-SNE (van der Maaten and Hinton 2008) with the learning rate of Belkina et al. (2019).
 * Distances between far groups and sizes of groups mean nothing. The same rows and generator give the same map.
 * @param rows of equal length @returns a point a row, centred on 0
 */
export function tsne(rows: readonly ArrayLike<number>[], random: Random, { perplexity = 30, iterations = 750 }: TsneOptions = {}): Point[] {
  const n = rows.length;
  if (n < 2) return rows.map(() => ({ x: 0, y: 0 }));
  const affinities = jointAffinities(squaredDistances(rows), n, Math.min(perplexity, Math.max(1, (n - 1) / 3)));
  const at = Float64Array.from({ length: 2 * n }, () => 1e-4 * random.normal());
  const step = new Float64Array(2 * n);
  const gains = new Float64Array(2 * n).fill(1);
  const gradient = new Float64Array(2 * n);
  const kernel = new Float64Array(n * n);
  const rate = Math.max(n / exaggeration / 4, 50);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const isEarly = iteration < Math.min(early, iterations / 2);
    gradientOf(at, affinities, n, isEarly ? exaggeration : 1, kernel, gradient);
    for (let k = 0; k < 2 * n; k++) {
      gains[k] = Math.max(0.01, gradient[k] * step[k] < 0 ? gains[k] + 0.2 : 0.8 * gains[k]);
      step[k] = (isEarly ? 0.5 : 0.8) * step[k] - rate * gains[k] * gradient[k];
      at[k] += step[k];
    }
    centre(at, n);
  }
  return Array.from({ length: n }, (_, row) => ({ x: at[2 * row], y: at[2 * row + 1] }));
}

/** [n × n] */
function squaredDistances(rows: readonly ArrayLike<number>[]): Float64Array {
  const n = rows.length;
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = 0; k < rows[i].length; k++) sum += (rows[i][k] - rows[j][k]) ** 2;
      distances[i * n + j] = sum;
      distances[j * n + i] = sum;
    }
  }
  return distances;
}

/** Probabilities that two rows are neighbours, symmetric, of sum 1 [n × n]. */
function jointAffinities(distances: Float64Array, n: number, perplexity: number): Float64Array {
  const given = new Float64Array(n * n);
  for (let row = 0; row < n; row++) given.set(neighbourProbabilities(distances.subarray(row * n, (row + 1) * n), row, perplexity), row * n);
  const joint = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) joint[i * n + j] = Math.max((given[i * n + j] + given[j * n + i]) / (2 * n), smallest);
  return joint;
}

/** A Gaussian around one row that is as wide as the perplexity asks, found by bisection. */
function neighbourProbabilities(distances: Float64Array, own: number, perplexity: number): Float64Array {
  const wanted = Math.log(perplexity);
  const nearest = distances.reduce((least, distance, other) => (other === own ? least : Math.min(least, distance)), Infinity);
  const probabilities = new Float64Array(distances.length);
  let [low, high, precision] = [0, Infinity, 1];
  for (let attempt = 0; attempt < 64; attempt++) {
    let [sum, weighted] = [0, 0];
    for (let other = 0; other < distances.length; other++) {
      // Shifted by the nearest, so that one of them is 1.
      const excess = distances[other] - nearest;
      probabilities[other] = other === own ? 0 : Math.exp(-precision * excess);
      sum += probabilities[other];
      weighted += probabilities[other] * excess;
    }
    for (let other = 0; other < distances.length; other++) probabilities[other] /= sum;
    const entropy = Math.log(sum) + (precision * weighted) / sum;
    if (Math.abs(entropy - wanted) < entropyTolerance) break;
    if (entropy > wanted) [low, precision] = [precision, high === Infinity ? 2 * precision : (precision + high) / 2];
    else [high, precision] = [precision, (precision + low) / 2];
  }
  return probabilities;
}

/** Gradient of the Kullback–Leibler divergence by the places [2n]. @param kernel room for [n × n] */
function gradientOf(at: Float64Array, affinities: Float64Array, n: number, attraction: number, kernel: Float64Array, gradient: Float64Array): void {
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const closeness = 1 / (1 + (at[2 * i] - at[2 * j]) ** 2 + (at[2 * i + 1] - at[2 * j + 1]) ** 2);
      kernel[i * n + j] = closeness;
      total += 2 * closeness;
    }
  }
  gradient.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const closeness = kernel[i * n + j];
      const pull = 4 * (attraction * affinities[i * n + j] - Math.max(closeness / total, smallest)) * closeness;
      const [dx, dy] = [pull * (at[2 * i] - at[2 * j]), pull * (at[2 * i + 1] - at[2 * j + 1])];
      gradient[2 * i] += dx;
      gradient[2 * i + 1] += dy;
      gradient[2 * j] -= dx;
      gradient[2 * j + 1] -= dy;
    }
  }
}

function centre(at: Float64Array, n: number): void {
  let [x, y] = [0, 0];
  for (let row = 0; row < n; row++) {
    x += at[2 * row] / n;
    y += at[2 * row + 1] / n;
  }
  for (let row = 0; row < n; row++) {
    at[2 * row] -= x;
    at[2 * row + 1] -= y;
  }
}
