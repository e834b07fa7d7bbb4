import { join } from 'node:path';
import { expect, it, afterAll } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { createReferenceEngine } from '../../src/adapters/engine/reference/reference-engine.js';
import { trainingGraph, evaluationGraph } from '../../src/app/task-graphs.js';
import { planModel } from '../../src/app/model-plan.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import { compileTraining, randomValues } from '../../src/app/training-programs.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { stepScalars } from '../../src/domain/training/training-step.js';
import { someServices } from '../builders/services.js';
import { aTrainRequest, tinyEncoderWeights, tinyShape, tinyModelWith, aTinyClip, tinyLabels } from '../builders/tiny-ave.js';
it('x', async () => {
  const folder = await temporaryFolder();
  const services = someServices();
  const weights = join(folder, 'w.safetensors');
  const t0 = performance.now();
  await services.weights.write(weights, { tensors: tinyEncoderWeights(), metadata: {} });
  console.log('weights', performance.now() - t0);
  const plan = planModel(aveTask, aTrainRequest({ cacheFolder: '', runFolder: '' }));
  for (const engine of [createOnnxruntimeEngine({ threads: 1 }), createReferenceEngine()]) {
    let t = performance.now();
    const g = trainingGraph(aveTask, plan, tinyShape(2));
    console.log(engine.name, 'build', performance.now() - t, g.graph.nodes?.length);
    t = performance.now();
    const p = await compileTraining(engine, services, aveTask, plan, tinyShape(2), [weights]);
    console.log('compile', performance.now() - t);
    const clips = [0, 1].map((n) => aTinyClip('a' + n, tinyLabels(n)));
    for (let i = 0; i < 3; i++) {
      t = performance.now();
      await p.training.run({ ...aveTask.makeInputs(clips, plan.model, tinyShape(2), 1000), ...aveTask.makeTargets(clips.map((c) => c.entry.segmentLabels), 'fixed', tinyShape(2)), ...randomValues(p.graphs.training.randoms, services.random(1)), ...stepScalars(0, 1, 0.01, plan.training) });
      console.log('step', performance.now() - t);
    }
    t = performance.now();
    await p.synchronise();
    console.log('sync', performance.now() - t);
    t = performance.now();
    const s = await p.training.readState(p.moved);
    console.log('read', s.size, performance.now() - t);
    await engine.dispose();
  }
});
