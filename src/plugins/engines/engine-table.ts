import type { CommandContext } from '../../contract/commands.js';

export type Listing = Awaited<ReturnType<CommandContext['engines']>>[number];

const width = 80;
const columns = { name: 16, version: 38, device: 10 };

/** The engines as lines of at most 80 columns (single words that are longer stay whole). */
export function engineTable(listing: readonly Listing[]): string[] {
  const head = row('ENGINE', 'VERSION', 'DEVICE', 'THREADS');
  return [head, ...listing.flatMap(linesOf)];
}

function linesOf(engine: Listing): string[] {
  const { name } = engine;
  if ('unavailable' in engine) return [...note(name, `not here: ${engine.unavailable.replace(`the engine ${name} cannot be used: `, '')}`), ...note('', engine.fix)];
  const others = engine.devices.filter((device) => device.missing === undefined && device.name !== engine.device).map((device) => device.name);
  const also = others.length === 0 ? [] : note('', `also on ${others.join(', ')}`);
  const absent = engine.devices.flatMap(({ name: device, missing, fix }) => (missing === undefined ? [] : [...note('', `no ${device}: ${missing}`), ...note('', fix)]));
  const cannot = Object.entries(engine.cannot).flatMap(([operator, reason]) => note('', `cannot ${operator}: ${reason}`));
  return [row(name, engine.version, engine.device, String(engine.threads)), ...also, ...absent, ...cannot];
}

const row = (name: string, version: string, device: string, threads: string): string => `${cell(name, columns.name)}${cell(version, columns.version)}${cell(device, columns.device)}${threads.padStart(7)}`;

const cell = (text: string, wide: number): string => `${text.padEnd(wide - 1)} `;

/** Text beside a name, its later lines below its first one. */
function note(name: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const wide = width - columns.name;
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= wide) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => `${cell(index === 0 ? name : '', columns.name)}${line}`);
}
