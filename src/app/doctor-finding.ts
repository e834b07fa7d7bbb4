import { AvtoolError } from '../domain/errors.js';

/** `absent`: not here, and not needed; `warning`: something that is not needed is broken; `broken`: something needed is. */
export type Grade = 'ok' | 'absent' | 'warning' | 'broken';

/** One thing that was looked at. */
export interface Finding {
  readonly topic: string;
  readonly name: string;
  readonly grade: Grade;
  readonly text: string;
  /** How to repair it. */
  readonly fix?: string;
}

export type FindingOf = Omit<Finding, 'topic'>;

/** One look at one thing; whatever it throws, and its taking too long, becomes a finding. */
export interface Probe {
  readonly name: string;
  readonly seconds: number;
  /** What a failure of the probe itself means. */
  readonly otherwise: Exclude<Grade, 'ok'>;
  /** @param signal aborted when the time is over */
  readonly look: (signal: AbortSignal) => Promise<readonly FindingOf[]>;
}

export interface Probed {
  readonly findings: readonly FindingOf[];
  /** The probe had not ended in its time: its work may go on. */
  readonly hung: boolean;
}

/** A look that hears the signal gets this long to say what it has seen so far. */
const graceSeconds = 0.5;

/** Runs a probe within its time; never throws. */
export async function probed({ name, seconds, otherwise, look }: Probe): Promise<Probed> {
  const timer = new AbortController();
  const stop = setTimeout(() => timer.abort(), seconds * 1000);
  let give: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    give = setTimeout(() => resolve(undefined), (seconds + graceSeconds) * 1000);
  });
  try {
    const findings = await Promise.race([look(timer.signal), late]);
    if (findings !== undefined) return { findings, hung: false };
    return { hung: true, findings: [{ name, grade: otherwise, text: `no answer in ${seconds} s`, fix: 'Try again when the machine is less busy.' }] };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const fix = error instanceof AvtoolError ? error.fix : undefined;
    return { hung: false, findings: [{ name, grade: otherwise, text, ...(fix !== undefined && { fix }) }] };
  } finally {
    clearTimeout(stop);
    clearTimeout(give);
  }
}
