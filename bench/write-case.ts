import { writeFileSync } from 'node:fs';
import { encodeSafetensors } from '../src/adapters/weights/safetensors/encode.js';
import { fourierKernels, melWeights } from '../src/domain/encoders/log-mel.js';
import { variablesOf } from '../src/app/compile-parts.js';
import { aveSettings } from '../src/domain/tasks/ave/ave-settings.js';
import type { TensorValue } from '../src/domain/graph/tensor.js';
import { evaluationPartsOf, inputsOf, planOf, stateOf, trainingPartsOf, type AveCase } from './ave-cases.js';

/** Writes sizes, weights, inputs and tables of a case for the other side (`pytorch/ave_step.py`). */
export function writeCase(path: string, aveCase: AveCase): void {
  const settings = aveSettings(planOf(aveCase).model);
  const parts = trainingPartsOf(aveCase);
  const { graph } = parts;
  const all = variablesOf(parts);
  const variables = all.filter(({ kind }) => kind !== 'optimiser');
  const learnt = graph.updates.map(({ variable }) => variable).filter(({ trainable }) => trainable).map(({ name }) => name);
  const used = new Set([...variables, ...variablesOf(evaluationPartsOf(aveCase))].map(({ name }) => name));
  const { real, imaginary } = fourierKernels(settings.audio.fftSize);
  const tables = { mel: melWeights(settings.audio), real: asColumns(real), imaginary: asColumns(imaginary) };
  const tensors = new Map<string, TensorValue>();
  for (const [name, value] of stateOf(all)) if (used.has(name)) tensors.set(`weight/${name}`, value);
  for (const [name, value] of Object.entries(inputsOf(graph, aveCase.shape))) tensors.set(`input/${name}`, value);
  for (const [name, value] of Object.entries(tables)) tensors.set(`table/${name}`, value);
  const chunks = [...encodeSafetensors({ tensors, metadata: { settings: JSON.stringify(settings), learnt: JSON.stringify(learnt) } })];
  writeFileSync(path, Buffer.concat(chunks));
}

/** Kernels [frequencies, 1, samples] as a matrix [samples, frequencies]. */
function asColumns({ dtype, shape: [frequencies, , samples], data }: TensorValue): TensorValue {
  const columns = new Float32Array(data.length);
  for (let k = 0; k < frequencies; k++) for (let j = 0; j < samples; j++) columns[j * frequencies + k] = data[k * samples + j];
  return { dtype, shape: [samples, frequencies], data: columns };
}
