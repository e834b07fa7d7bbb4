import { Flags } from '@oclif/core';
import type { Command } from '@oclif/core';
import type { CellTraining } from '../../app/grid/ablate.js';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import { parseSeeds } from '../../domain/experiments/grid-cell.js';
import { AvtoolError } from '../../domain/errors.js';
import type { Json } from '../../domain/ports/run-store.js';
import type { ModelSettings, TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { unknownName } from '../../app/plugin-registry.js';
import { targetSettings, type Target } from './target-settings.js';
import { taskFolders } from './task-folders.js';
import { prepareFirst, trainingFlags, trainingSetup } from './training-request.js';

const recipes = ['fixed', 'published'] as const;

/** What the paper reports for one target: its accuracies by shots, and the published script. */
export interface FewShotTarget {
  readonly measure: string;
  readonly paper: Readonly<Record<number, number>>;
  /** Objective of the recipe `published`. */
  readonly script: string;
}

/** `TOPIC:fewshot`: training with a few clips of each class, over numbers of shots and seeds. */
export function fewShotCommand(topic: string, task: TaskDefinition, known: Readonly<Partial<Record<Target, FewShotTarget>>>): Command.Class {
  const offered = (['segments', 'clips'] as const).filter((target) => known[target] !== undefined);
  return class FewShot extends AvtoolCommand<typeof FewShot> {
    static override summary = `Train on a few clips of each class of ${topic}, and draw the accuracy over their number.`;
    static override examples = [
      `<%= config.bin %> ${topic}:fewshot --cache cache/${topic} --weights clip.pt --weights clap.pt --grid grids/fewshot`,
      `<%= config.bin %> ${topic}:fewshot --cache cache/${topic} --weights clip.pt --weights clap.pt --shots 1,4,16 --seeds 1 --grid grids/fewshot`,
    ];
    static override flags = {
      grid: Flags.string({ summary: 'Folder of the results: one run folder for each number and seed, table.md, table.csv, report.html. The same command again goes on.', helpGroup: 'GRID', helpValue: 'FOLDER', required: true }),
      shots: Flags.string({ summary: 'Clips of each class.', helpGroup: 'GRID', helpValue: 'N,N…', default: '1,2,4,8,16' }),
      seeds: Flags.string({ summary: 'Each draws its own clips and trains with its own random numbers.', helpGroup: 'GRID', helpValue: 'N,N…', default: '1,2,3' }),
      target: Flags.option({ summary: `What is classified: every segment, with background, or the clip. [default: ${offered[0]}]`, helpGroup: 'MODEL', options: offered })(),
      split: sharedFlags.split,
      ...trainingFlags(task),
      recipe: Flags.option({ summary: 'fixed: the defects of the published scripts repaired; published: with all of them. [default: fixed]', helpGroup: 'TRAINING', options: recipes })(),
    };

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { size, weights = [], 'allow-partial': allowPartial } = this.flags;
      const [shots, seeds] = [parseShots(this.flags.shots), parseSeeds(this.flags.seeds)];
      const folders = taskFolders(configuration.values, { name: topic });
      const setup = await trainingSetup(task, { size, weights, allowPartial }, configuration, plugins);
      if (!recipes.some((recipe) => recipe === setup.recipe)) throw unknownName('recipe of few-shot training', setup.recipe, recipes);
      const published = setup.recipe === 'published';
      const chosen = targetSettings(setup.model, offered);
      const of = known[chosen.target];
      if (of === undefined) throw new Error(`no few-shot for ${chosen.target}`);
      const model: ModelSettings = { ...(published && { objective: of.script }), ...chosen };
      if (this.flags.data !== undefined) {
        const interrupted = await prepareFirst(await services(), await plugins.dataset(folders.dataset), folders, signal);
        if (interrupted !== undefined) return interrupted;
      }
      const training = (seed: number): Promise<CellTraining> => Promise.resolve({ ...setup, model, training: { ...setup.training, seed } });
      const { train, infer, device } = configuration.values.engine;
      const { fewShot } = await import('../../app/grid/few-shot.js');
      return fewShot(await services(), {
        task,
        name: `${topic}:fewshot`,
        gridFolder: this.flags.grid,
        cacheFolder: folders.cache,
        shots,
        seeds,
        split: this.flags.split ?? 'test',
        sampling: published ? 'first' : 'drawn',
        measure: of.measure,
        paper: of.paper,
        training,
        settings: plain({ size: setup.encoder?.name ?? setup.size, recipe: setup.recipe, model, train: setup.training, weights, engine: { train, infer, device } }),
        engine: train === infer ? `${train}, ${device}` : `${train} and ${infer}, ${device}`,
        recipe: setup.recipe,
        command: this.continuation(),
        sections: await plugins.reports(),
        signal,
      });
    }
  };
}

/** `1,2,4` → numbers of clips. @throws AvtoolError SHOTS_INVALID */
function parseShots(text: string): number[] {
  const shots = text.split(',').map((part) => (/^\s*[1-9]\d{0,5}\s*$/.test(part) ? Number(part) : NaN));
  if (!shots.some(Number.isNaN) && new Set(shots).size === shots.length) return shots;
  throw new AvtoolError({ code: 'SHOTS_INVALID', message: `"${text}" is not a list of different numbers from 1`, where: '--shots', fix: 'give them with commas between, e.g. --shots 1,2,4,8,16', exitCode: 2 });
}

const plain = (value: Readonly<Record<string, unknown>>): { readonly [key: string]: Json } => JSON.parse(JSON.stringify(value)) as { readonly [key: string]: Json };
