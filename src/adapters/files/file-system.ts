import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/** A file open for writing. */
export interface OutputFile {
  /** Writes all bytes, or fails. */
  write(bytes: Uint8Array): Promise<void>;
  /** Waits until the bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What the writers of this project need of a file system; a test hands in one that fails where it wants. */
export interface FileSystem {
  /** Opens a new file; fails where one exists. */
  create(path: string): Promise<OutputFile>;
  /** Opens a file for adding at its end; makes it where there is none. */
  append(path: string): Promise<OutputFile>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; a missing one is fine. */
  remove(path: string): Promise<void>;
  /** Waits until the names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
}

/** Node passes no more than 2 GiB to one write. */
const largestWriteBytes = 64 * 1024 * 1024;

const outputFile = (handle: FileHandle): OutputFile => ({
  async write(bytes) {
    for (let written = 0; written < bytes.byteLength; ) {
      const length = Math.min(bytes.byteLength - written, largestWriteBytes);
      written += (await handle.write(bytes, written, length)).bytesWritten;
    }
  },
  sync: () => handle.sync(),
  close: () => handle.close(),
});

export const nodeFileSystem: FileSystem = {
  create: async (path) => outputFile(await open(path, 'wx')),
  append: async (path) => outputFile(await open(path, 'a')),
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows opens no folders, and needs no such step.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};
