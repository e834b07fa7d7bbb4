/** The arrows of ARCHITECTURE.md: plugins → contract → app → domain ← adapters. */
const outside = (...folders) => `^src/(?!(${folders.join('|')})/)`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-stands-alone',
      comment: 'The same mathematics must run in a browser, on every engine, every day: the domain imports nothing outside itself.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'adapters-know-the-domain-only',
      comment: 'An adapter can be replaced without touching another one: it imports the domain and libraries.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: outside('domain', 'adapters') },
    },
    {
      name: 'adapters-of-different-ports-are-strangers',
      comment: 'Adapters of one port may share code; across ports only the files of adapters/files (atomic writes, faults of the file system) are shared.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/($1|files)/' },
    },
    {
      name: 'app-knows-ports-only',
      comment: 'Use cases are tested with small doubles and run on any adapter: only the composition root may name one.',
      severity: 'error',
      from: { path: '^src/app/', pathNot: '^src/app/compose\\.ts$' },
      to: { path: outside('app', 'domain') },
    },
    {
      name: 'composition-root-looks-down',
      comment: 'The root wires app and adapters; it knows no command and no plugin.',
      severity: 'error',
      from: { path: '^src/app/compose\\.ts$' },
      to: { path: outside('app', 'domain', 'adapters') },
    },
    {
      name: 'contract-looks-down',
      comment: 'What plugins may import promises domain and use cases, never an adapter and never a plugin.',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { path: outside('contract', 'app', 'domain') },
    },
    {
      name: 'plugins-have-one-door',
      comment: 'What first-party plugins can do a stranger’s plugin can do: they import the contract, libraries and their own folder.',
      severity: 'error',
      from: { path: '^src/plugins/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/contract/[^/]+\\.ts$', '^src/plugins/$1/'] },
    },
    {
      name: 'one-composition-root',
      comment: 'Objects are wired in one place; everything else gets what it needs as arguments.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/app/compose\\.ts$' },
      to: { path: 'node_modules/(tsyringe|reflect-metadata)/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no order to read it in. The operators of the graph are the exception: a gradient is built of other operators.',
      severity: 'error',
      from: { pathNot: '^src/domain/graph/(operators/|operations\\.ts|apply-operator\\.ts)' },
      to: { circular: true },
    },
    {
      name: 'no-unlisted-package',
      comment: 'What the program imports is a dependency of the program, not of its tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    // The folders of first-party plugins have a package.json without dependencies: they come with avtool.
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
