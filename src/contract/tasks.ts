/** The tasks that avtool itself brings, for plugins that give them commands: published as `avtool/plugin/tasks`. */
export { aveTask } from '../domain/tasks/ave/ave-task.js';
