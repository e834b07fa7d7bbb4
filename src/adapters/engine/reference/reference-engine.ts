import type { Engine } from '../../../domain/ports/engine.js';
import { ReferenceProgram } from './reference-program.js';

/** The oracle of all other engines: an interpreter in plain TypeScript that computes float32 tensors in double precision. Slow, obviously right. */
export function createReferenceEngine(): Engine {
  const programs = new Set<ReferenceProgram>();
  let disposed = false;
  return {
    name: 'reference',
    describe: async () => ({ name: 'reference', version: '1', device: 'cpu', threads: 1, cannot: {} }),
    compile: async (graph, options) => {
      if (disposed) throw new Error('the engine is disposed');
      const program = new ReferenceProgram(graph, options, () => programs.delete(program));
      programs.add(program);
      return program;
    },
    dispose: async () => {
      disposed = true;
      await Promise.all([...programs].map((program) => program.dispose()));
    },
  };
}
