import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { npmFault, registryOf } from './npm-fault.js';

export interface NpmOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** The registry that the user chose for avtool; npm's own configuration where absent. */
  readonly registry: string | undefined;
  /** What is being done, for messages, e.g. `install avtool-plugin-mydata`. */
  readonly purpose: string;
  /** The whole run is ended after so long, seconds. */
  readonly boundSeconds: number;
}

/** Longest wait for one answer of a registry, seconds. */
const answerSeconds = 15;

/**
 * Runs the npm that comes with oclif's plugin commands; what it prints is kept, not shown.
 * @returns its `--json` document
 * @throws AvtoolError PLUGIN_REGISTRY, PLUGIN_UNKNOWN, PLUGIN_NPM
 */
export async function runNpm(args: readonly string[], options: NpmOptions): Promise<unknown> {
  const { registry } = options;
  const network = ['--fetch-retries=0', `--fetch-timeout=${answerSeconds * 1000}`, ...(registry === undefined ? [] : [`--registry=${registry}`])];
  const ended = await npmProcess([...args, '--json', '--no-audit', '--no-fund', '--loglevel=error', ...network], options);
  options.signal.throwIfAborted();
  const document = jsonIn(ended.stdout);
  if (ended.code === 0) return document;
  const asked = registry ?? (await npmProcess(['config', 'get', 'registry'], options)).stdout.trim();
  throw npmFault({ document, stderr: ended.stderr, registry: registryOf(document) ?? asked, purpose: options.purpose, timedOut: ended.timedOut });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

function npmProcess(args: readonly string[], { folder, signal, boundSeconds }: NpmOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [npmProgram(), ...args], {
      cwd: folder,
      // Git hooks of a plugin's repository have nothing to do in the data folder.
      env: { ...process.env, HUSKY: '0', npm_config_update_notifier: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let timedOut = false;
    const stop = () => child.kill('SIGTERM');
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, boundSeconds * 1000);
    signal.addEventListener('abort', stop, { once: true });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve({ code, stdout, stderr, timedOut });
    });
  });
}

/** `npm-cli.js` of the npm that oclif's plugin commands depend on. */
function npmProgram(): string {
  const besidePluginCommands = createRequire(createRequire(import.meta.url).resolve('@oclif/plugin-plugins'));
  const manifest = besidePluginCommands.resolve('npm/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly npm: string } };
  return join(dirname(manifest), bin.npm);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
