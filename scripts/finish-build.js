/** Completes `dist` after tsc: copies what is not TypeScript and the template of new plugins, and writes the command manifest of each first-party plugin. */
import { Plugin } from '@oclif/core/config';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

await cp(join(root, 'src'), join(root, 'dist'), {
  recursive: true,
  filter: (source) => extname(source) !== '.ts',
});

// What plugins:create writes is the example, under another name.
await cp(join(root, 'examples', 'avtool-plugin-mydata'), join(root, 'dist', 'plugins', 'plugins', 'template'), {
  recursive: true,
  filter: (source) => !['node_modules', 'package-lock.json'].includes(basename(source)),
});

const plugins = join(root, 'dist', 'plugins');
for (const folder of await readdir(plugins)) {
  const plugin = new Plugin({ root: join(plugins, folder), type: 'core', ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  await writeFile(join(plugins, folder, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));
}
