import { AvtoolError } from '../../domain/errors.js';
import type { EngineDevice } from '../../domain/ports/configuration.js';
import type { Engine, EngineDefinition, EngineOptions } from '../../domain/ports/engine.js';

/**
 * avtool's own engines, in the order of lists. Their libraries are loaded when one is made.
 * @param enginesFolder where `avtool engines:install` puts native packages
 */
export function firstPartyEngines(enginesFolder: string): readonly EngineDefinition[] {
  const tfjs = async (binding: 'best' | 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu'): Promise<Engine> =>
    (await import('./tfjs/tfjs-engine.js')).createTfjsEngine({ binding, enginesFolder });
  return [
    {
      name: 'onnxruntime',
      description: 'native onnxruntime: the fastest on a CPU; GPUs by --device',
      create: async (options) => (await import('./onnxruntime/onnxruntime-engine.js')).createOnnxruntimeEngine(options),
    },
    {
      name: 'onnxruntime-web',
      description: 'the same graphs in wasm: needs no native binary, three times slower',
      create: async (options) => (await import('./onnxruntime/onnxruntime-engine.js')).createOnnxruntimeWebEngine(options),
    },
    engine('reference', 'plain TypeScript in double precision: for checking other engines', ['cpu'], async () => (await import('./reference/reference-engine.js')).createReferenceEngine()),
    engine('tfjs', 'TensorFlow.js on the best of the four packages below that is here', ['cpu', 'cuda'], async ({ device, onNotice }) => {
      if (device === 'cuda') return tfjs('tfjs-node-gpu');
      const best = await tfjs('best');
      const taken = await best.describe();
      onNotice(`tfjs takes ${taken.version} on ${taken.device}`);
      return best;
    }),
    engine('tfjs-node-gpu', 'TensorFlow.js on an NVIDIA GPU', ['cpu', 'cuda'], () => tfjs('tfjs-node-gpu')),
    engine('tfjs-node', 'TensorFlow.js with TensorFlow\'s native kernels', ['cpu'], () => tfjs('tfjs-node')),
    engine('tfjs-wasm', 'TensorFlow.js in wasm, one thread', ['cpu'], () => tfjs('wasm')),
    engine('tfjs-cpu', 'TensorFlow.js in plain JavaScript: for small tests', ['cpu'], () => tfjs('cpu')),
  ];
}

/** An engine that refuses other devices. `auto` is its own choice; `cpu`, the default, is no demand on an engine that has its device in its name. */
function engine(name: string, description: string, devices: readonly EngineDevice[], create: EngineDefinition['create']): EngineDefinition {
  return {
    name,
    description,
    async create(options: EngineOptions) {
      const { device } = options;
      if (device === 'auto' || devices.includes(device)) return create(options);
      throw new AvtoolError({
        code: 'ENGINE_DEVICE_UNAVAILABLE',
        message: `the engine ${name} has no device ${device}: it computes on ${devices.join(' or ')}`,
        where: 'engine.device',
        fix: `--device ${devices[0]}, or an engine with that device: "avtool engines:list" lists them`,
        exitCode: 3,
      });
    },
  };
}
