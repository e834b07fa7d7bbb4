import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { cacheOfRun } from './cache-of-run.js';
import { dryRunReport } from './dry-run.js';
import { taskFolders } from './task-folders.js';
import { checkModelSettings, chosenRecipe, resolvedConfig, trainingOverrides } from './train-settings.js';

/** `TASK:train`: clip cache → run folder. */
export function trainCommand(task: TaskDefinition): Command.Class {
  const sizes = Object.keys(task.sizes);
  const recipes = Object.keys(task.recipes);
  return class Train extends AvtoolCommand<typeof Train> {
    static override summary = `Train ${task.title} on a prepared clip cache.`;
    static override examples = [
      `<%= config.bin %> ${task.name}:train --cache cache/${task.name} --run runs/first`,
      `<%= config.bin %> ${task.name}:train --run runs/first --resume --epochs 60`,
    ];
    static override flags = {
      dataset: sharedFlags.dataset,
      cache: sharedFlags.cache,
      run: sharedFlags.run,
      resume: sharedFlags.resume,
      'dry-run': sharedFlags.dryRun,
      size: sharedFlags.size(sizes),
      weights: sharedFlags.weights,
      recipe: sharedFlags.recipe(recipes),
      seed: sharedFlags.seed,
      epochs: sharedFlags.epochs,
      'batch-size': sharedFlags.batchSize,
      lr: sharedFlags.learningRate,
      engine: sharedFlags.engine,
      set: sharedFlags.set,
    };

    protected override continuation(): string {
      return super.continuation(this.flags.resume ? [] : ['--resume']);
    }

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { run, resume } = this.flags;
      const cache = resume ? await cacheOfRun(run, configuration, task, services) : taskFolders(configuration.values, task).cache;
      const model = await plugins.size(task, this.flags.size ?? sizes[0]);
      const recipe = chosenRecipe(task, configuration.values.train.recipe);
      checkModelSettings(task, model, configuration);
      const weights = this.flags.weights ?? [];
      if (this.flags['dry-run']) return dryRunReport([cache, ...weights], [run]);
      const { train } = await import('../../app/train.js');
      return train(await services(), {
        task,
        cacheFolder: cache,
        runFolder: run,
        resume,
        size: model.size,
        recipe,
        ...(model.encoder === undefined ? {} : { encoder: model.encoder }),
        named: { ...(this.flags.size !== undefined && { size: this.flags.size }), ...(configuration.values.train.recipe !== undefined && { recipe }) },
        weights,
        model: configuration.values.model,
        training: trainingOverrides(configuration),
        config: resolvedConfig(task, recipe, model, configuration),
        signal,
      });
    }
  };
}
