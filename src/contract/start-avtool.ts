import { Config, Plugin } from '@oclif/core/config';
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from './command/failure.js';
import { endQuietlyOnBrokenPipe, failureDocument, failureText } from './command/output.js';
import { commandOfAbsentPlugin, installOffered } from './plugins/absent-command.js';
import { loadUserPlugins } from './plugins/load-user-plugins.js';
import { createLoadingBound } from './plugins/loading-bound.js';
import { withHelp } from './plugins/task-commands.js';
import type { UserPlugin } from './plugins/user-plugin.js';

/**
 * Runs one command line. The first-party plugins are the folders beside this one; each is a real oclif plugin with its own `package.json`.
 * @param argv arguments after the program's name
 */
export async function startAvtool(argv: readonly string[]): Promise<void> {
  settings.enableAutoTranspile = false;
  endQuietlyOnBrokenPipe(process.stdout);
  endQuietlyOnBrokenPipe(process.stderr);
  const bound = createLoadingBound(process.stdout, process.stderr);
  await runCommandLine(argv, await loadConfig(argv, bound));
  // Work of a plugin that was given up waiting for must not keep a finished command waiting.
  if (bound.passed) process.stdout.write('', () => process.exit());
}

async function runCommandLine(argv: readonly string[], config: Config): Promise<void> {
  const commands = config.getPluginsList().flatMap((plugin) => plugin.commandIDs);
  try {
    // oclif takes over the plugins of a configuration that it is given.
    await run(withTopic(argv, commands), config);
  } catch (error) {
    const absent = commandOfAbsentPlugin(error, config);
    if (absent !== undefined && (await installOffered(absent, argv))) {
      await run(['plugins:install', absent.plugin.install], config);
      if (process.exitCode === undefined) await startAvtool(argv);
      return;
    }
    const failure = failureOf(absent?.error ?? error, commands);
    process.exitCode = failure.exitCode;
    if (argv.includes('--json')) process.stdout.write(failureDocument(failure));
    else process.stderr.write(failureText(failure, { verbose: argv.includes('--verbose'), colour: false, program: config.userAgent }));
  }
}

/** `plugins install X` is `plugins:install X`, as is every command whose topic and name are two words. */
function withTopic(argv: readonly string[], commands: readonly string[]): string[] {
  const [topic, name, ...rest] = argv;
  return commands.includes(`${topic}:${name}`) ? [`${topic}:${name}`, ...rest] : [...argv];
}

async function loadConfig(argv: readonly string[], bound: ReturnType<typeof createLoadingBound>): Promise<Config> {
  const config = await Config.load({ root: fileURLToPath(new URL('../..', import.meta.url)), userPlugins: false });
  for (const plugin of await firstPartyPlugins()) config.plugins.set(plugin.name, plugin);
  const own = config.getPluginsList();
  const taken = {
    plugins: new Set(own.map(({ name }) => name)),
    commands: new Set(own.flatMap(({ commands }) => commands.flatMap(({ id, aliases, hiddenAliases }) => [id, ...aliases, ...hiddenAliases]))),
  };
  const userPlugins = await loadUserPlugins(config.dataDir, taken, bound, (line) => process.stderr.write(`Warning: ${line}\n`));
  for (const plugin of userPlugins) config.plugins.set(plugin.name, plugin);
  if (argv.includes('--help') || argv[0] === 'help') await fillHelp(userPlugins, argv);
  return config;
}

/** The help of one command says everything, so its plugin is loaded; one that cannot be loaded keeps what the manifest says. */
async function fillHelp(plugins: readonly UserPlugin[], argv: readonly string[]): Promise<void> {
  for (const plugin of plugins) {
    plugin.commands = await Promise.all(plugin.commands.map(async (command) => (argv.includes(command.id) && Object.keys(command.flags).length === 0 ? withHelp(command).catch(() => command) : command)));
  }
}

async function firstPartyPlugins(): Promise<Plugin[]> {
  const folder = fileURLToPath(new URL('../plugins', import.meta.url));
  const entries = await readdir(folder, { withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async (entry) => {
        const plugin = new Plugin({ root: join(folder, entry.name), type: 'core' });
        await plugin.load();
        return plugin;
      }),
  );
}
