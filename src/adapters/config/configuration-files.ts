import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConfigurationFiles, ConfigurationScope } from '../../domain/ports/configuration-files.js';
import { writeAtomically } from '../files/atomic-file.js';
import { writeFault } from '../files/file-fault.js';
import { nodeFileSystem } from '../files/file-system.js';
import { filesThere, projectFileNames, userFileNames, userFolder } from './file-places.js';
import { configurationJsonSchema } from './json-schema.js';
import { readConfiguration, readConfigurationFile } from './load-configuration.js';
import type { ConfigurationRequest } from './load-configuration.js';
import { markdownTable } from './markdown-table.js';
import { readFileText } from './read-file-text.js';
import { jsonStarter, schemaFileName, schemaText, yamlStarter } from './starter-file.js';

/** The configuration files of a working folder and of the user. */
export function createConfigurationFiles(request: ConfigurationRequest): ConfigurationFiles {
  const folderOf = (scope: ConfigurationScope) => (scope === 'user' ? userFolder(request) : request.workingFolder);
  return {
    read: (file) => (file === undefined ? readConfiguration(request) : readConfigurationFile(file, request.workingFolder)),
    jsonSchema: configurationJsonSchema,
    markdownTable,
    starter: (scope, format) => ({
      configuration: { path: join(folderOf(scope), scope === 'user' ? `config.${format}` : `avtool.config.${format}`), text: format === 'json' ? jsonStarter() : yamlStarter() },
      schema: { path: join(folderOf(scope), schemaFileName), text: schemaText() },
    }),
    existing: (scope) => filesThere(folderOf(scope), scope === 'user' ? userFileNames : projectFileNames),
    readText: (path) => readFileText(path, path),
    async writeText({ path, text }) {
      await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => Promise.reject(writeFault(error, path)));
      await writeAtomically(path, [new TextEncoder().encode(text)], nodeFileSystem);
    },
  };
}
