/** The tasks that avtool itself brings, for plugins that give them commands. */
export { aveTask } from '../domain/tasks/ave/ave-task.js';
