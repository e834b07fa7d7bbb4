import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { WorkerConnection } from './worker-connection.js';
import type { Exchanges } from './worker-protocol.js';

/**
 * Starts an engine's worker. Run from source (tests, development), it needs tsx in its own thread.
 * @param engine its name, for errors @param module the worker's compiled module, e.g. `new URL('./engine-worker.js', import.meta.url)`
 */
export function startWorker<Requests extends Exchanges<Requests>>(engine: string, module: URL): WorkerConnection<Requests> {
  if (!import.meta.url.endsWith('.ts')) return new WorkerConnection(engine, module);
  const source = module.href.replace(/\.js$/, '.ts');
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href;
  const script = `import { tsImport } from ${JSON.stringify(tsx)}; await tsImport(${JSON.stringify(source)}, import.meta.url);`;
  return new WorkerConnection(engine, new URL(`data:text/javascript,${encodeURIComponent(script)}`));
}
