import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runServer } from 'verdaccio';

/** The npm that oclif's plugin commands bring. */
export const npmProgram = join(dirname(createRequire(createRequire(import.meta.url).resolve('@oclif/plugin-plugins')).resolve('npm/package.json')), 'bin', 'npm-cli.js');

/** A real npm registry on the loop-back address that knows only what is published to it. */
export interface NpmRegistry {
  readonly url: string;
  /** What npm and avtool run with: this registry, and every folder of theirs below the test's own. */
  readonly environment: Readonly<Record<string, string>>;
  npm(args: readonly string[], folder: string): Promise<string>;
  close(): Promise<void>;
}

/** @param folder empty; everything of registry, npm and avtool goes below it */
export async function startNpmRegistry(folder: string): Promise<NpmRegistry> {
  await mkdir(join(folder, 'registry'), { recursive: true });
  const server = (await runServer({
    self_path: join(folder, 'registry'),
    storage: join(folder, 'registry', 'storage'),
    auth: { htpasswd: { file: join(folder, 'registry', 'htpasswd'), max_users: 1 } },
    uplinks: {},
    packages: { '**': { access: ['$all'], publish: ['$authenticated'], unpublish: ['$authenticated'] } },
    web: { enable: false },
    log: { type: 'stdout', level: 'fatal' },
  })) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const userConfig = join(folder, 'npmrc');
  await writeFile(userConfig, `registry=${url}\n${url.replace('http:', '')}:_authToken=${await tokenOfNewUser(url)}\n`);
  const environment = { HOME: folder, ...foldersBelow(folder), AVTOOL_NPM_REGISTRY: url, npm_config_userconfig: userConfig, npm_config_cache: join(folder, 'npm-cache') };
  return {
    url,
    environment,
    npm: async (args, cwd) => (await promisify(execFile)(process.execPath, [npmProgram, ...args], { cwd, env: { PATH: process.env.PATH, ...environment } })).stdout,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

/** Where oclif looks for data, configuration and caches. */
export const foldersBelow = (folder: string) => ({ XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: join(folder, 'config'), XDG_CACHE_HOME: join(folder, 'cache') });

async function tokenOfNewUser(url: string): Promise<string> {
  const response = await fetch(new URL('-/user/org.couchdb.user:tester', url), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'tester', password: 'only-for-this-test' }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`the registry gave no token: ${response.status}`);
  return token;
}
