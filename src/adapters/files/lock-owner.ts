import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { systemCode } from './file-fault.js';

const ownerSchema = z.object({
  /** Tells this lock from every other one. */
  token: z.string(),
  pid: z.number().int(),
  host: z.string(),
  /** Process numbers mean nothing outside their namespace (containers); empty where the system has none. */
  namespace: z.string(),
  /** When the process started, in the system's own count: tells it from a later process with the same number; empty where unknown. */
  processStart: z.string(),
  /** ISO time, for people. */
  since: z.string(),
});

/** Who holds a lock. */
export type LockOwner = z.infer<typeof ownerSchema>;

/** A process of another machine or container counts as gone when its lock was not renewed for this long. */
export const staleAfterMilliseconds = 3 * 60 * 1000;

/** This process as an owner. */
export async function thisOwner(token: string): Promise<LockOwner> {
  return {
    token,
    pid: process.pid,
    host: hostname(),
    namespace: await processNamespace(),
    processStart: await processStart(process.pid),
    since: new Date().toISOString(),
  };
}

/** The owner that a lock file names; `undefined` when the text is not (yet) complete. */
export function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the owner still runs. On this machine the process is asked for; elsewhere the age of the last heartbeat decides. */
export async function isAlive(owner: LockOwner, heartbeatAgeMilliseconds: number): Promise<boolean> {
  if (owner.host !== hostname() || owner.namespace !== (await processNamespace())) return heartbeatAgeMilliseconds < staleAfterMilliseconds;
  if (!processExists(owner.pid)) return false;
  const start = await processStart(owner.pid);
  return start === '' || owner.processStart === '' || start === owner.processStart;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return systemCode(error) === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat: clock ticks from boot to the start of the process. The name before it may hold spaces and brackets. */
async function processStart(pid: number): Promise<string> {
  const text = await orEmpty(() => readFile(`/proc/${pid}/stat`, 'utf8'));
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

const processNamespace = (): Promise<string> => orEmpty(() => readlink('/proc/self/ns/pid'));

async function orEmpty(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (systemCode(error) !== undefined) return '';
    throw error;
  }
}
