/**
 * Works on items with up to `ahead` of them under way at a time, and yields results in the order of the items.
 * After an abort nothing new is begun; what is under way is finished and yielded. A failure waits for what is under way, then is thrown.
 */
export async function* inOrder<Item, Result>(items: Iterable<Item>, ahead: number, work: (item: Item) => Promise<Result>, signal: AbortSignal): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  const iterator = items[Symbol.iterator]();
  const begin = (): void => {
    while (underWay.length < ahead && !signal.aborted) {
      const next = iterator.next();
      if (next.done === true) return;
      const result = work(next.value);
      // Thrown in its turn; until then nobody waits for it, and Node would end the process.
      result.catch(() => undefined);
      underWay.push(result);
    }
  };
  try {
    begin();
    while (underWay.length > 0) {
      const result = await underWay[0];
      void underWay.shift();
      yield result;
      begin();
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
