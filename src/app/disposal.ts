/** What has to be given back at the end of a command. */
export interface Disposal {
  add(cleanUp: () => Promise<void>): void;
  /** What was added last goes first; idempotent. A failing one does not keep the others. @throws the first failure */
  all(): Promise<void>;
}

export function createDisposal(): Disposal {
  const cleanUps: (() => Promise<void>)[] = [];
  return {
    add: (cleanUp) => void cleanUps.push(cleanUp),
    async all() {
      const failures: unknown[] = [];
      for (let cleanUp = cleanUps.pop(); cleanUp !== undefined; cleanUp = cleanUps.pop()) {
        try {
          await cleanUp();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
