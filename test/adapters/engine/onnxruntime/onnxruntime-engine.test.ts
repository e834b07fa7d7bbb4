import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { constant, input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, convTranspose, div, gather, gemm, mul, pow, reduceSum, reshape, scatterNd, softplus, sqrt, sub } from '../../../../src/domain/graph/operations.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import type { Shape, Tensor, TensorValue, Variable } from '../../../../src/domain/graph/tensor.js';

const aVariable = (name: string, shape: Shape): Variable => ({ name, dtype: 'float32', shape, kind: 'parameter', trainable: true, initialiser: { kind: 'constant', value: 0 } });
const float = (values: readonly number[], shape: Shape = [values.length]): TensorValue => ({ dtype: 'float32', shape, data: Float32Array.from(values) });
const filled = (shape: Shape, value: number): TensorValue => ({ dtype: 'float32', shape, data: new Float32Array(elementCount(shape)).fill(value) });
const counting = (count: number): number[] => Array.from({ length: count }, (_, k) => k + 1);

describe('the onnxruntime engine', () => {
  const engine = createOnnxruntimeEngine();
  afterAll(() => engine.dispose());

  async function evaluate(outputs: Readonly<Record<string, Tensor>>, inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>> {
    const program = await engine.compile(buildGraph(outputs), { initialState: new Map() });
    const results = await program.run(inputs);
    await program.dispose();
    return results;
  }

  it.each([2, 5000])('reads the value before the run in late nodes although an update was ready early (%i elements)', async (size) => {
    const x = aVariable('x', [size]);
    const chain = Array.from({ length: 20 }).reduce((late: Tensor) => mul(late, variableTensor(x)), variableTensor(x));
    const graph = buildGraph({ sum: reduceSum(chain) }, [{ variable: x, next: add(variableTensor(x), 1) }]);
    const program = await engine.compile(graph, { initialState: new Map([['x', filled([size], 1)]]) });
    // 1^21, then 2^21, each `size` times.
    expect((await program.run({})).sum.data[0]).toBe(size);
    expect((await program.run({})).sum.data[0]).toBe(size * 2 ** 21);
    expect([...(await program.readState()).get('x')!.data].every((value) => value === 3)).toBe(true);
    await program.dispose();
  });

  it('takes 200 steps of Adam like plain JavaScript', async () => {
    const [rows, columns] = [8, 3];
    const [w, b] = [aVariable('w', [columns, 1]), aVariable('b', [])];
    const x = constant(Array.from({ length: rows * columns }, (_, k) => Math.sin(k)), [rows, columns]);
    const y = constant(Array.from({ length: rows }, (_, k) => Math.cos(2 * k)), [rows]);
    const parameters = [w, b].map((variable) => ({ variable, tensor: variableTensor(variable) }));
    const [weight, bias] = parameters.map(({ tensor }) => tensor);
    const error = sub(add(reshape(gemm(x, weight), [rows]), bias), y);
    const loss = reduceSum(mul(error, error));
    const slopes = gradients(loss, [weight, bias]);
    const step = aVariable('step', []);
    const next = add(variableTensor(step), 1);
    const updates = parameters.flatMap(({ variable, tensor }, k) => {
      const [m, v] = [aVariable(`${variable.name}.m`, variable.shape), aVariable(`${variable.name}.v`, variable.shape)];
      const slope = slopes[k]!;
      const nextM = add(mul(variableTensor(m), 0.9), mul(slope, 0.1));
      const nextV = add(mul(variableTensor(v), 0.999), mul(mul(slope, slope), 0.001));
      const corrected = (moment: Tensor, decay: number): Tensor => div(moment, sub(constant(1), pow(constant(decay), next)));
      const change = div(mul(corrected(nextM, 0.9), 0.05), add(sqrt(corrected(nextV, 0.999)), 1e-8));
      return [{ variable: m, next: nextM }, { variable: v, next: nextV }, { variable, next: sub(tensor, change) }];
    });
    const graph = buildGraph({ loss }, [...updates, { variable: step, next }]);
    const program = await engine.compile(graph, { initialState: new Map(graph.variables.map(({ name, shape }) => [name, filled(shape, 0)])) });
    const losses: number[] = [];
    for (let k = 0; k < 200; k++) losses.push((await program.run({})).loss.data[0]);
    const expected = adamInPlainJavaScript(rows, columns, 200);
    losses.forEach((value, k) => expect(Math.abs(value - expected[k])).toBeLessThan(1e-4));
    expect(losses[199]).toBeLessThan(losses[0] - 0.2);
    await program.dispose();
  });

  it('adds every update of a repeated index, run after run', async () => {
    const count = 20_000;
    const graph = buildGraph({ y: scatterNd(input('x', [3, 16]), input('indices', [count, 1], 'int32'), input('updates', [count, 16]), 'add') });
    const program = await engine.compile(graph, { initialState: new Map() });
    for (let k = 0; k < 20; k++) {
      const indices: TensorValue = { dtype: 'int32', shape: [count, 1], data: new Int32Array(count).fill(1) };
      const { y } = await program.run({ x: filled([3, 16], 0), indices, updates: filled([count, 16], 1) });
      expect([...y.data.subarray(16, 32)]).toEqual(new Array<number>(16).fill(count));
    }
    await program.dispose();
  });

  it('adds at index pairs', async () => {
    const indices = constant([0, 1, 1, 0, 0, 1], [3, 2], 'int32');
    const { y } = await evaluate({ y: scatterNd(input('x', [2, 2, 2]), indices, input('updates', [3, 2]), 'add') }, { x: filled([2, 2, 2], 0), updates: float(counting(6), [3, 2]) });
    expect([...y.data]).toEqual([0, 0, 1 + 5, 2 + 6, 3, 4, 0, 0]);
  });

  it('computes a padded transposed convolution of stride 1 as the adjoint of the convolution', async () => {
    // 1·[1, 10, 100] + 2·[·, 1, 10, 100] + 3·[·, ·, 1, 10, 100] = [1, 12, 123, 230, 300]; the pad before cuts the first.
    const x = { x: float([1, 2, 3], [1, 1, 3]) };
    const w = constant([1, 10, 100], [1, 1, 3]);
    const { y } = await evaluate({ y: convTranspose(input('x', [1, 1, 3]), w, { begins: [1], ends: [0] }) }, x);
    expect([...y.data]).toEqual([12, 123, 230, 300]);
  });

  it('keeps softplus finite where e^x overflows', async () => {
    const { y } = await evaluate({ y: softplus(input('x', [3])) }, { x: float([-200, 0, 200]) });
    expect([...y.data]).toEqual([0, Math.fround(Math.LN2), 200]);
  });

  it('copies an input that is a view of a larger buffer, and takes over one that is all of its buffer', async () => {
    const program = await engine.compile(buildGraph({ y: add(input('x', [2]), input('z', [2])) }), { initialState: new Map() });
    const view = new Float32Array(8).fill(5).subarray(2, 4);
    const whole = Float32Array.of(1, 2);
    const { y } = await program.run({ x: { dtype: 'float32', shape: [2], data: view }, z: { dtype: 'float32', shape: [2], data: whole } });
    expect([...y.data]).toEqual([6, 7]);
    expect([...view]).toEqual([5, 5]);
    expect(whole.length).toBe(0);
    await program.dispose();
  });

  it('takes one array for two inputs, and arrays in shared memory', async () => {
    const program = await engine.compile(buildGraph({ y: add(input('x', [2]), input('z', [2])) }), { initialState: new Map() });
    const same = float([1, 2]);
    expect([...(await program.run({ x: same, z: same })).y.data]).toEqual([2, 4]);
    const shared = new Float32Array(new SharedArrayBuffer(8)).fill(3);
    expect([...(await program.run({ x: { dtype: 'float32', shape: [2], data: shared }, z: float([1, 2]) })).y.data]).toEqual([4, 5]);
    await program.dispose();
  });

  it('reports an index outside the operand as an error that names the node, and goes on', async () => {
    const program = await engine.compile(buildGraph({ y: gather(input('x', [2]), input('indices', [1], 'int32'), 0) }), { initialState: new Map() });
    const at = (index: number): TensorValue => ({ dtype: 'int32', shape: [1], data: Int32Array.of(index) });
    await expect(program.run({ x: float([1, 2]), indices: at(7) })).rejects.toThrow(/Gather_\d+/);
    expect([...(await program.run({ x: float([1, 2]), indices: at(1) })).y.data]).toEqual([2]);
    await program.dispose();
  });

  it('finishes open runs before it is disposed of, and refuses later ones', async () => {
    const other = createOnnxruntimeEngine({ threads: 1 });
    const program = await other.compile(buildGraph({ y: add(input('x', [1]), 1) }), { initialState: new Map() });
    const open = program.run({ x: float([1]) });
    await other.dispose();
    expect([...(await open).y.data]).toEqual([2]);
    await expect(program.run({ x: float([1]) })).rejects.toThrow(/disposed/);
    await program.dispose();
  });
});

/** The same problem as in the graph, in double precision. @returns loss before each step */
function adamInPlainJavaScript(rows: number, columns: number, steps: number): number[] {
  const parameters = new Array<number>(columns + 1).fill(0);
  const m = parameters.map(() => 0);
  const v = parameters.map(() => 0);
  return counting(steps).map((step) => {
    const slopes = parameters.map(() => 0);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const features = [...Array.from({ length: columns }, (_, k) => Math.sin(row * columns + k)), 1];
      const error = features.reduce((sum, feature, k) => sum + feature * parameters[k], 0) - Math.cos(2 * row);
      loss += error * error;
      features.forEach((feature, k) => (slopes[k] += 2 * error * feature));
    }
    slopes.forEach((slope, k) => {
      m[k] = 0.9 * m[k] + 0.1 * slope;
      v[k] = 0.999 * v[k] + 0.001 * slope * slope;
      parameters[k] -= (0.05 * (m[k] / (1 - 0.9 ** step))) / (Math.sqrt(v[k] / (1 - 0.999 ** step)) + 1e-8);
    });
    return loss;
  });
}
