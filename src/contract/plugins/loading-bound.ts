import { AvtoolError } from '../../domain/errors.js';
import { guardStdout } from '../command/output.js';

/** Longest time that a plugin may take to load, seconds. A loop that never gives way cannot be stopped by this. */
export const loadingSeconds = 5;

/** Runs what loads plugins: within a bound of time, and with stdout kept for the command's result. */
export interface LoadingBound {
  /** @throws AvtoolError PLUGIN_SLOW when the bound is passed; the work itself goes on unheeded */
  load<T>(plugin: string, work: () => Promise<T>): Promise<T>;
  /** Something was given up waiting for: it may keep the process alive. */
  readonly passed: boolean;
}

export function createLoadingBound(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream, seconds: number = loadingSeconds): LoadingBound {
  let loading = 0;
  let guard: ReturnType<typeof guardStdout> | undefined;
  let passed = false;
  return {
    async load(plugin, work) {
      if (loading++ === 0) guard = guardStdout(stdout, stderr);
      let timer: NodeJS.Timeout | undefined;
      try {
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => {
            passed = true;
            reject(new AvtoolError({ code: 'PLUGIN_SLOW', message: `Plugin ${plugin} has not finished loading after ${seconds} s.`, exitCode: 3 }));
          }, seconds * 1000);
        });
        return await Promise.race([work(), late]);
      } finally {
        clearTimeout(timer);
        if (--loading === 0) guard?.release();
      }
    },
    get passed() {
      return passed;
    },
  };
}
