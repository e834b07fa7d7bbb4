import { Config, Plugin } from '@oclif/core/config';
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from './command/failure.js';
import { endQuietlyOnBrokenPipe, failureDocument, failureText } from './command/output.js';

/**
 * Runs one command line. The first-party plugins are the folders beside this one; each is a real oclif plugin with its own `package.json`.
 * @param argv arguments after the program's name
 */
export async function startAvtool(argv: readonly string[]): Promise<void> {
  settings.enableAutoTranspile = false;
  endQuietlyOnBrokenPipe(process.stdout);
  endQuietlyOnBrokenPipe(process.stderr);
  const config = await Config.load({ root: fileURLToPath(new URL('../..', import.meta.url)) });
  for (const plugin of await firstPartyPlugins()) config.plugins.set(plugin.name, plugin);
  try {
    // oclif takes over the plugins of a configuration that it is given.
    await run([...argv], config);
  } catch (error) {
    const failure = failureOf(error, config.getPluginsList().flatMap((plugin) => plugin.commandIDs));
    process.exitCode = failure.exitCode;
    if (argv.includes('--json')) process.stdout.write(failureDocument(failure));
    else process.stderr.write(failureText(failure, { verbose: argv.includes('--verbose'), colour: false, program: config.userAgent }));
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
