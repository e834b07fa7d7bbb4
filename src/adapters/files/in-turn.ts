/** A queue of one: each task starts when the one before it has ended, well or not. */
export function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let previous: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = previous.then(task, task);
    previous = next;
    return next;
  };
}
