import type { StagedPackage } from './staged-package.js';

/** What an installation brings and runs, as the user is told before anything of it runs. */
export interface InstallationPlan {
  readonly name: string;
  readonly version: string;
  readonly from: string;
  readonly unpackedBytes: number;
  readonly packages: number;
  /** Run by npm during the installation. */
  readonly scripts: readonly string[];
  /** New commands of avtool. */
  readonly commands: readonly string[];
  /** Run by avtool with every command, or at the events they name. */
  readonly hooks: readonly string[];
}

const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

/** @param from where the package comes from, as the user gave it */
export function installationPlan(staged: StagedPackage, from: string, built: boolean): InstallationPlan {
  const { name, version, oclif, tasks, content } = staged.manifest;
  const scripts = isRecord(content.scripts) ? content.scripts : {};
  const own = installScripts.filter((script) => typeof scripts[script] === 'string' && (script !== 'prepare' || built)).map((script) => `${name}: ${script}: ${String(scripts[script])}`);
  const others = staged.withScripts.filter((other) => other !== name).map((other) => `${other}: install scripts of its own`);
  return {
    name,
    version,
    from,
    unpackedBytes: staged.unpackedBytes,
    packages: staged.packages,
    scripts: [...own, ...others],
    commands: [...(staged.listedCommands ?? commandsIn(staged.files, oclif.commands)), ...tasks.flatMap((task) => ['prepare', 'train', 'eval', 'predict'].map((verb) => `${task}:${verb}`))],
    hooks: isRecord(oclif.hooks) ? Object.keys(oclif.hooks) : [],
  };
}

/** The plan in lines for people. */
export function planLines(plan: InstallationPlan): string[] {
  const list = (entries: readonly string[], none: string): string => (entries.length === 0 ? none : entries.join(', '));
  return [
    `Plugin ${plan.name} ${plan.version} from ${plan.from}: ${(plan.unpackedBytes / 1000).toFixed(0)} kB, ${plan.packages === 1 ? 'no other package' : plan.packages === 2 ? 'with 1 other package' : `with ${plan.packages - 1} other packages`}.`,
    `  runs while installing  ${list(plan.scripts, 'nothing')}`,
    `  adds commands          ${list(plan.commands, 'none')}`,
    `  runs at events         ${list(plan.hooks, 'none')}`,
    'A plugin is code that runs with your rights: it can read, change and send whatever you can. Install only what you trust.',
  ];
}

/** `dist/commands/hello/world.js` → `hello:world`, for packages without an oclif manifest. */
function commandsIn(files: readonly string[], commands: unknown): string[] {
  const target: unknown = isRecord(commands) ? commands.target : commands;
  if (typeof target !== 'string') return [];
  const folder = `${target.replace(/^\.\//, '').replace(/\/$/, '')}/`;
  return files
    .filter((file) => file.startsWith(folder) && /\.(js|cjs|mjs)$/.test(file) && !/\.test\./.test(file))
    .map((file) => file.slice(folder.length).replace(/(\/index)?\.\w+$/, '').replaceAll('/', ':'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
