import { describe, expect, it } from 'vitest';
import { physicalCores } from '../../../../src/adapters/engine/onnxruntime/physical-cores.js';

const processor = (socket: number, core: number): string => `processor\t: 0\nphysical id\t: ${socket}\nsiblings\t: 4\ncore id\t\t: ${core}\n`;

describe('physicalCores', () => {
  it('counts two hyper-threads of one core once, and equal core numbers of two sockets twice', () => {
    expect(physicalCores([processor(0, 0), processor(0, 1), processor(0, 0), processor(0, 1), processor(1, 0)].join('\n'), 16)).toBe(3);
  });

  it('never exceeds what the process may use', () => {
    expect(physicalCores([processor(0, 0), processor(0, 1), processor(0, 2)].join('\n'), 2)).toBe(2);
  });

  it('takes what the process may use where the system does not tell cores apart', () => {
    expect(physicalCores('processor\t: 0\n\nprocessor\t: 1\n', 6)).toBe(6);
  });
});
