import { open, readFile, truncate } from 'node:fs/promises';
import { systemCode, writeFault } from './file-fault.js';
import type { FileSystem, OutputFile } from './file-system.js';
import { inTurn } from './in-turn.js';

const newline = 0x0a;

/** A text file that grows by whole lines. A last line that was cut by a kill or a full disk is dropped before the next one is added. */
export class LineFile {
  private readonly inTurn = inTurn();
  private file: OutputFile | undefined;
  private closed = false;

  constructor(
    readonly path: string,
    private readonly fileSystem: FileSystem,
    /** Whether each line waits for the disk. */
    private readonly durable: boolean,
  ) {}

  /** Adds one line, in call order. @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4) */
  append(line: string): Promise<void> {
    if (this.closed) return Promise.reject(new Error(`${this.path} is closed`));
    return this.inTurn(async () => {
      try {
        if (this.file === undefined) {
          await dropCutLine(this.path);
          this.file = await this.fileSystem.append(this.path);
        }
        await this.file.write(new TextEncoder().encode(`${line}\n`));
        if (this.durable) await this.file.sync();
      } catch (error) {
        // Reopened, and so repaired, by the next line.
        await this.release().catch(() => undefined);
        throw writeFault(error, this.path);
      }
    });
  }

  /** Waits for the lines under way; idempotent. */
  close(): Promise<void> {
    this.closed = true;
    return this.inTurn(() => this.release());
  }

  private async release(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await file?.close();
  }
}

/** The complete lines of a file, without a cut last one; none for a missing file. */
export async function readLines(path: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').slice(0, -1);
}

async function dropCutLine(path: string): Promise<void> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const block = new Uint8Array(64 * 1024);
    let end = size;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const last = block.subarray(0, bytesRead).lastIndexOf(newline);
      if (last >= 0) {
        end = start + last + 1;
        break;
      }
      end = start;
    }
    if (end < size) await truncate(path, end);
  } finally {
    await file.close();
  }
}
