import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Cores without hyper-threads, as far as the system tells (Linux), and never more than this process may use: products gain nothing from hyper-threads. */
export function physicalCores(cpuInfo = linuxCpuInfo(), usable = availableParallelism()): number {
  const cores = new Set<string>();
  for (const processor of cpuInfo.split(/\n\s*\n/)) {
    const [socket, core] = ['physical id', 'core id'].map((key) => new RegExp(`^${key}\\s*:\\s*(\\d+)`, 'm').exec(processor)?.[1]);
    if (socket !== undefined && core !== undefined) cores.add(`${socket}/${core}`);
  }
  return cores.size === 0 ? usable : Math.min(cores.size, usable);
}

const linuxCpuInfo = (): string => (process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '');
