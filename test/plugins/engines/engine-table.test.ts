import { describe, expect, it } from 'vitest';
import { engineTable, type Listing } from '../../../src/plugins/engines/engine-table.js';

const usable = { description: '', device: 'cpu', threads: 2, cannot: {}, devices: [] } as const;

describe('the table of engines', () => {
  it('has a line for each engine with its devices, and one for each device that is missing', () => {
    const listing: Listing[] = [
      { ...usable, name: 'onnxruntime', version: '1.30.0', devices: [{ name: 'cpu' }, { name: 'webgpu' }, { name: 'coreml', missing: 'onnxruntime-node has it on darwin-arm64 only' }] },
      { ...usable, name: 'reference', version: '1', threads: 1 },
    ];
    expect(engineTable(listing)).toEqual([
      'ENGINE          VERSION                               DEVICE    THREADS',
      'onnxruntime     1.30.0                                cpu             2',
      '                also on webgpu',
      '                no coreml: onnxruntime-node has it on darwin-arm64 only',
      'reference       1                                     cpu             1',
    ]);
  });

  it('says on one line that an engine is not here, and below it what installs it', () => {
    expect(engineTable([{ name: 'tfjs-node', description: '', unavailable: 'the engine tfjs-node cannot be used: its package is not installed', fix: 'avtool engines:install tfjs-node' }]).slice(1)).toEqual([
      'tfjs-node       not here: its package is not installed',
      '                avtool engines:install tfjs-node',
    ]);
  });

  it('fits 80 columns, whatever is said', () => {
    const long = 'a library of that name cannot be found anywhere on this machine and therefore nothing can be computed';
    const lines = engineTable([
      { ...usable, name: 'onnxruntime', version: '1.30.0 (onnxruntime-web)', cannot: { Erf: long }, devices: [{ name: 'cpu' }, { name: 'cuda', missing: long, fix: long }] },
      { name: 'a-plugin-engine', description: '', unavailable: long, fix: long },
    ]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join(' ').replace(/ +/g, ' ')).toContain(`no cuda: ${long} ${long}`);
    expect(lines.join(' ').replace(/ +/g, ' ')).toContain(`cannot Erf: ${long}`);
  });
});
