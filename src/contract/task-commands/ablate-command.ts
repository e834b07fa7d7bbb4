import { Flags } from '@oclif/core';
import type { Command } from '@oclif/core';
import { join } from 'node:path';
import type { AblateRequest, TrainingAblation } from '../../app/grid/ablate.js';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { Ablation } from '../../domain/experiments/ablation.js';
import { cellName, cellsOfShard, parseSeeds, parseShard } from '../../domain/experiments/grid-cell.js';
import type { Json } from '../../domain/ports/run-store.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { classesOfTask } from './classes-of-task.js';
import { dryRunReport } from './dry-run.js';
import { taskFolders } from './task-folders.js';
import { chosenAdapter } from './train-settings.js';
import { prepareFirst, trainingFlags, trainingSetup, type TrainingSetup } from './training-request.js';
import { refuseVariedSettings, variedConfiguration } from './varied-configuration.js';

/** `TASK:ablate`: a table or figure of the paper as a grid of runs, beside the paper's numbers. */
export function ablateCommand(task: TaskDefinition, ablations: readonly Ablation[]): Command.Class {
  const names = ablations.map(({ name }) => name);
  return class Ablate extends AvtoolCommand<typeof Ablate> {
    static override summary = `Repeat a table or figure of the paper for ${task.title}: all variants, over seeds, beside the paper's numbers.`;
    static override description = ablations.map(({ name, title, source }) => `${name}: ${title.charAt(0).toLowerCase()}${title.slice(1)} (${source})`).join('\n');
    static override examples = [
      `<%= config.bin %> ${task.name}:ablate --what ${names[0]} --grid grids/${names[0]} --seeds 1,2,3`,
      `<%= config.bin %> ${task.name}:ablate --what ${names[0]} --grid grids/${names[0]} --seeds 1,2,3 --shard 2/4`,
    ];
    static override flags = {
      what: Flags.option({ options: names, summary: 'What is varied.', helpGroup: 'GRID', required: true })(),
      grid: Flags.string({ summary: 'Folder of the grid: one run folder a cell, table.md, table.csv, report.html. The same command again goes on.', helpGroup: 'GRID', helpValue: 'FOLDER', required: true }),
      seeds: Flags.string({ summary: 'Every variant is trained with each of them.', helpGroup: 'GRID', helpValue: 'N,N…', default: '1,2,3' }),
      shard: Flags.string({ summary: 'Run only the I-th of N parts of the cells; all parts may have one folder.', helpGroup: 'GRID', helpValue: 'I/N' }),
      split: sharedFlags.split,
      'dry-run': sharedFlags.dryRun,
      ...trainingFlags(task),
    };

    protected async execute(context: CommandContext): Promise<UseCaseReport> {
      const ablation = ablations.find(({ name }) => name === this.flags.what);
      if (ablation === undefined) throw new Error(`no ablation ${this.flags.what}`);
      refuseVariedSettings(context.configuration, ablation);
      return ablation.main === undefined ? this.count(ablation, context) : this.train(ablation, context);
    }

    private async train(ablation: Ablation, { configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { size, weights = [], 'allow-partial': allowPartial } = this.flags;
      const seeds = parseSeeds(this.flags.seeds);
      const folders = taskFolders(configuration.values, task);
      const prepares = this.flags.data !== undefined;
      const dataset = prepares || configuration.values.data.dataset !== undefined ? await plugins.dataset(folders.dataset) : undefined;
      const training: TrainingAblation['training'] = (variant, seed) => trainingSetup(task, { size, weights, allowPartial }, variedConfiguration(configuration, variant, seed), plugins);
      // Every variant is looked at before the first one is trained: what is wrong in a setting is wrong now.
      const setups = await Promise.all(ablation.variants.filter(({ model }) => model !== undefined).map((variant) => training(variant, seeds[0])));
      const request = this.request(ablation, configuration, setups[0], signal);
      if (this.flags['dry-run']) {
        const cells = seeds.flatMap((seed) => ablation.variants.filter(({ model }) => model !== undefined).map((variant) => cellName({ variant: variant.name, seed })));
        return dryRunReport([...(prepares ? [folders.data] : []), folders.cache, ...weights], [...(prepares ? [folders.cache] : []), ...cellsOfShard(cells, request.shard).map((cell) => join(request.gridFolder, 'cells', cell))]);
      }
      if (prepares && dataset !== undefined) {
        const interrupted = await prepareFirst(await services(), dataset, folders, signal);
        if (interrupted !== undefined) return interrupted;
      }
      const { ablateTraining } = await import('../../app/grid/ablate.js');
      return ablateTraining(await services(), { ...request, cacheFolder: folders.cache, split: this.flags.split ?? 'test', seeds, training, sections: await plugins.reports() });
    }

    private async count(ablation: Ablation, { configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const setup = await trainingSetup(task, { size: this.flags.size, weights: [], allowPartial: false }, configuration, plugins);
      const { size, encoder, recipe } = setup;
      const request = this.request(ablation, configuration, setup, signal);
      if (this.flags['dry-run']) return dryRunReport([], [request.gridFolder]);
      const { ablateCost } = await import('../../app/grid/ablate.js');
      const classes = await classesOfTask(task.name, plugins);
      return ablateCost(await services(), {
        ...request,
        engine: 'none: counted from shapes',
        cost: async (variant) => {
          const varied = variedConfiguration(configuration, variant);
          const adapter = await chosenAdapter(task, { size, encoder }, recipe, varied, plugins.adapter);
          return { task, size, ...(encoder && { encoder }), adapter, model: varied.values.model, classes };
        },
      });
    }

    private request(ablation: Ablation, { values }: CommandContext['configuration'], { size, encoder, recipe, weights, allowPartial, training }: TrainingSetup, signal: AbortSignal): AblateRequest {
      const { shard } = this.flags;
      const { train, infer, device } = values.engine;
      const { seed: _seed, ...settings } = training;
      return {
        task,
        ablation,
        gridFolder: this.flags.grid,
        ...(shard !== undefined && { shard: parseShard(shard) }),
        settings: asJson({ task: task.name, size: encoder?.name ?? size, recipe, model: values.model, train: settings, weights, allowPartial, engine: { train, infer, device } }),
        engine: train === infer ? `${train}, ${device}` : `${train} and ${infer}, ${device}`,
        recipe,
        // All shards write one report.
        command: this.continuation().replace(/ --shard[ =]\S+/, ''),
        signal,
      };
    }
  };
}

/** Checks by writing and reading that settings are plain data. */
const asJson = (value: Readonly<Record<string, unknown>>): AblateRequest['settings'] => JSON.parse(JSON.stringify(value)) as { readonly [key: string]: Json };
