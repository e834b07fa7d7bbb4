import { normaliseAxis } from '../../../../domain/graph/shapes.js';
import { allocate, type Kernels, type Numbers } from './kernel.js';
import { lanesOf, type Lanes } from './offsets.js';

type Names = 'LayerNormalization' | 'LogSoftmax' | 'Softmax';

/** The maximum and Σ e^(x − maximum) of one lane. */
function exponentialSum(data: Numbers, { step, length }: Lanes, start: number): { maximum: number; sum: number } {
  let maximum = -Infinity;
  for (let k = 0; k < length; k++) maximum = Math.max(maximum, data[start + k * step]);
  let sum = 0;
  for (let k = 0; k < length; k++) sum += Math.exp(data[start + k * step] - maximum);
  return { maximum, sum };
}

export const normalisationKernels: Kernels<Names> = {
  Softmax: ([x], { axis }, [type]) => {
    const y = allocate(type);
    const lanes = lanesOf(x.shape, normaliseAxis(axis, x.shape.length));
    for (const start of lanes.starts) {
      const { maximum, sum } = exponentialSum(x.data, lanes, start);
      for (let k = 0; k < lanes.length; k++) y[start + k * lanes.step] = Math.exp(x.data[start + k * lanes.step] - maximum) / sum;
    }
    return [y];
  },
  LogSoftmax: ([x], { axis }, [type]) => {
    const y = allocate(type);
    const lanes = lanesOf(x.shape, normaliseAxis(axis, x.shape.length));
    for (const start of lanes.starts) {
      const { maximum, sum } = exponentialSum(x.data, lanes, start);
      for (let k = 0; k < lanes.length; k++) y[start + k * lanes.step] = x.data[start + k * lanes.step] - maximum - Math.log(sum);
    }
    return [y];
  },
  LayerNormalization: ([x, scale, bias], { epsilon }, [type, statisticsType]) => {
    const y = allocate(type);
    const means = allocate(statisticsType);
    const inverseDeviations = allocate(statisticsType);
    const width = x.shape[x.shape.length - 1];
    for (let row = 0; row < means.length; row++) {
      const values = x.data.subarray(row * width, (row + 1) * width);
      let sum = 0;
      for (let k = 0; k < width; k++) sum += values[k];
      const mean = sum / width;
      let squares = 0;
      for (let k = 0; k < width; k++) squares += (values[k] - mean) ** 2;
      const inverseDeviation = 1 / Math.sqrt(squares / width + epsilon);
      for (let k = 0; k < width; k++) y[row * width + k] = (values[k] - mean) * inverseDeviation * scale.data[k] + bias.data[k];
      means[row] = mean;
      inverseDeviations[row] = inverseDeviation;
    }
    return [y, means, inverseDeviations];
  },
};
