/** Completes `dist` after tsc: copies what is not TypeScript and writes the command manifest of each first-party plugin. */
import { Plugin } from '@oclif/core/config';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

await cp(join(root, 'src'), join(root, 'dist'), {
  recursive: true,
  filter: (source) => extname(source) !== '.ts',
});

const plugins = join(root, 'dist', 'plugins');
for (const folder of await readdir(plugins)) {
  const plugin = new Plugin({ root: join(plugins, folder), type: 'core', ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  await writeFile(join(plugins, folder, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));
}
