import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { cacheOfRun } from './cache-of-run.js';
import { dryRunReport } from './dry-run.js';
import { taskFolders } from './task-folders.js';
import { checkModelSettings, chosenAdapter, chosenRecipe, resolvedConfig, trainingOverrides } from './train-settings.js';

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
      data: sharedFlags.dataToPrepare,
      cache: sharedFlags.cache,
      run: sharedFlags.run,
      resume: sharedFlags.resume,
      'dry-run': sharedFlags.dryRun,
      size: sharedFlags.size(sizes),
      ...(task.adapters !== undefined && { adapter: sharedFlags.adapter }),
      weights: sharedFlags.weights,
      'allow-partial': sharedFlags.allowPartial,
      recipe: sharedFlags.recipe(recipes),
      seed: sharedFlags.seed,
      epochs: sharedFlags.epochs,
      'batch-size': sharedFlags.batchSize,
      lr: sharedFlags.learningRate,
      engine: sharedFlags.engine,
      device: sharedFlags.device,
      set: sharedFlags.set,
    };

    /** Without a run folder yet there is nothing to resume. */
    protected begun = false;

    protected override continuation(): string {
      return super.continuation(this.flags.resume || !this.begun ? [] : ['--resume']);
    }

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { run, resume } = this.flags;
      const cache = resume ? await cacheOfRun(run, configuration, task, services) : taskFolders(configuration.values, task).cache;
      const { dataset: datasetName, data } = taskFolders(configuration.values, task);
      const prepares = this.flags.data !== undefined && !resume;
      const dataset = prepares || configuration.values.data.dataset !== undefined ? await plugins.dataset(datasetName) : undefined;
      const model = await plugins.size(task, this.flags.size ?? sizes[0]);
      const recipe = chosenRecipe(task, configuration.values.train.recipe);
      const adapter = await chosenAdapter(task, model, recipe, configuration, plugins.adapter);
      checkModelSettings(task, model, configuration, adapter);
      const weights = this.flags.weights ?? [];
      if (this.flags['dry-run']) return dryRunReport([...(prepares ? [data] : []), cache, ...weights], [...(prepares ? [cache] : []), run]);
      if (prepares && dataset !== undefined) {
        const { prepare } = await import('../../app/prepare.js');
        const prepared = await prepare(await services(), { dataset, dataFolder: data, cacheFolder: cache, strictSplit: false, signal });
        if (prepared.stopped === 'interrupted') return prepared;
        const { reporter } = await services();
        prepared.lines.forEach((line) => reporter.info(line));
      }
      const { train } = await import('../../app/train.js');
      this.begun = true;
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
        allowPartial: this.flags['allow-partial'],
        model: configuration.values.model,
        training: trainingOverrides(configuration),
        memoryBudget: configuration.values.train.memoryBudget,
        config: resolvedConfig(task, recipe, model, configuration, adapter),
        signal,
      });
    }
  };
}
