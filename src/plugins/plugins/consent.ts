import { createInterface } from 'node:readline/promises';
import { AvtoolError } from '../../contract/index.js';

export interface ConsentRequest {
  /** What is going to happen. */
  readonly lines: readonly string[];
  /** `--yes`. */
  readonly given: boolean;
  /** `--json`: nobody is asked. */
  readonly silent: boolean;
  readonly signal: AbortSignal;
}

/** Shows on stderr what is going to happen, and asks on a terminal. @throws AvtoolError PLUGIN_CONSENT when nobody said yes */
export async function consent({ lines, given, silent, signal }: ConsentRequest): Promise<void> {
  const { stdin, stderr } = process;
  stderr.write(lines.map((line) => `${line}\n`).join(''));
  if (given) return;
  if (!silent && stdin.isTTY && stderr.isTTY) {
    const reader = createInterface({ input: stdin, output: stderr });
    try {
      if (/^y(es)?$/i.test((await reader.question('Install it? [y/N] ', { signal })).trim())) return;
    } finally {
      reader.close();
    }
    throw new AvtoolError({ code: 'PLUGIN_CONSENT', message: 'Nothing was installed.', exitCode: 4 });
  }
  throw new AvtoolError({ code: 'PLUGIN_CONSENT', message: 'Nothing was installed: nobody can be asked here.', fix: 'Add --yes when you trust the plugin.', exitCode: 4 });
}
