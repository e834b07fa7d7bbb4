import type { Command } from '@oclif/core';
import type { InstalledPlugin } from '../../app/load-plugin.js';
import { AvtoolError } from '../../domain/errors.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';

type Verb = 'prepare' | 'train' | 'eval' | 'predict';

const summaries: Readonly<Record<Verb, (task: string) => string>> = {
  prepare: (task) => `Turn videos and annotations into the clip cache that ${task}:train reads.`,
  train: (task) => `Train ${task} on a prepared clip cache.`,
  eval: (task) => `Measure a trained run of ${task} and write its report.`,
  predict: (task) => `Predict with a trained run of ${task} on any video files.`,
};

/**
 * The commands of tasks that a plugin's `package.json` names. Nothing of the plugin is loaded before one of them is wanted.
 * @param plugin set on the command classes, as oclif does
 */
export function taskCommands(tasks: readonly string[], source: InstalledPlugin, plugin: Command.Class['plugin']): Command.Loadable[] {
  return tasks.flatMap((task) =>
    (Object.keys(summaries) as Verb[]).map((verb): Command.Loadable => {
      const id = `${task}:${verb}`;
      return {
        id,
        summary: summaries[verb](task),
        pluginName: source.name,
        pluginType: source.origin,
        aliases: [],
        hiddenAliases: [],
        hidden: false,
        args: {},
        flags: {},
        load: async () => Object.assign(await commandClass(verb, await taskOf(source, task)), { id, plugin }),
      };
    }),
  );
}

/** The same command with the flags and examples of its class, for `--help`. */
export async function withHelp(command: Command.Loadable): Promise<Command.Loadable> {
  const { summary, examples, args, flags, baseFlags } = await command.load();
  return { ...command, ...(summary !== undefined && { summary }), ...(examples !== undefined && { examples }), args, flags: { ...baseFlags, ...flags } };
}

async function taskOf(source: InstalledPlugin, name: string): Promise<TaskDefinition> {
  const { loadPlugin } = await import('../../app/load-plugin.js');
  const { tasks = [] } = await loadPlugin(source);
  const task = tasks.find((candidate) => candidate.name === name);
  if (task !== undefined) return task;
  throw new AvtoolError({
    code: 'PLUGIN_INVALID',
    message: `Plugin ${source.name} names the task ${name} in its package.json, but its definition does not bring it.`,
    fix: 'Tell the author of the plugin.',
    exitCode: 2,
  });
}

async function commandClass(verb: Verb, task: TaskDefinition): Promise<Command.Class> {
  const commands = await import('../commands.js');
  switch (verb) {
    case 'prepare':
      return commands.prepareCommand(task);
    case 'train':
      return commands.trainCommand(task);
    case 'eval':
      return commands.evaluateCommand(task);
    case 'predict':
      return commands.predictCommand(task);
  }
}
