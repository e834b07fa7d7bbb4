/** Base commands for plugins: published as `avtool/plugin/commands`, apart from the definitions, which need no command line. */
export { AvtoolCommand } from './command/avtool-command.js';
export type { Args, CommandContext, Flags } from './command/avtool-command.js';
export { sharedFlags } from './command/flags.js';
export { ablateCommand } from './task-commands/ablate-command.js';
export { classesOfTask } from './task-commands/classes-of-task.js';
export { evaluateCommand } from './task-commands/evaluate-command.js';
export { predictCommand } from './task-commands/predict-command.js';
export { prepareCommand } from './task-commands/prepare-command.js';
export { chosenAdapter } from './task-commands/train-settings.js';
export { trainCommand } from './task-commands/train-command.js';
export { enginePackageNames } from '../domain/ports/engine-packages.js';
export { exportFormats } from '../app/use-case-requests.js';
export { benchEngines, diagnose, exportModel, initialiseConfiguration, installEngine, modelCost, render, showConfiguration, validateConfiguration } from './use-cases.js';
export { compareRuns, exportEvents, listRuns } from './use-cases.js';
export { convertWeights, inspectWeights, listWeights, pullWeights } from './use-cases.js';
