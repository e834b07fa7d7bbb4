import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What one line of a peer says about one step. */
export interface StepReport {
  readonly seconds: number;
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  /** Most resident memory so far. */
  readonly peakBytes: number;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

/** A process that does one step for each line it is given. */
export interface Peer {
  /** Its first line. */
  readonly hello: Readonly<Record<string, unknown>>;
  step(what: 'train' | 'infer'): Promise<StepReport>;
  close(): Promise<void>;
}

/** @throws Error with the process's last words when it ends early */
export async function startPeer(command: string, args: readonly string[]): Promise<Peer> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints = `${complaints}${chunk.toString()}`.slice(-2000)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${command} ended (${await ended}): ${complaints.trim().split('\n').pop() ?? ''}`);
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  ended.catch(() => undefined);
  return {
    hello: await Promise.race([answer(), ended.then((code) => Promise.reject(new Error(`${command} ended (${code}): ${complaints.trim().split('\n').pop() ?? ''}`)))]),
    async step(what) {
      child.stdin.write(`${what}\n`);
      return (await answer()) as unknown as StepReport;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
