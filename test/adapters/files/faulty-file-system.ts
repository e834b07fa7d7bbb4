import { nodeFileSystem, type FileSystem, type OutputFile } from '../../../src/adapters/files/file-system.js';

/** An error as Node's file functions throw them. */
export const systemError = (code: string, call: string): Error => Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });

/** The real file system on a disk that is full after `freeBytes` more bytes: the write that does not fit is done in part, as the real one is. */
export function fullDisk(freeBytes: number): FileSystem {
  let free = freeBytes;
  const limited = (file: OutputFile): OutputFile => ({
    ...file,
    async write(bytes) {
      await file.write(bytes.subarray(0, free));
      free -= Math.min(free, bytes.length);
      if (free === 0) throw systemError('ENOSPC', 'write');
    },
  });
  return {
    ...nodeFileSystem,
    create: async (path) => limited(await nodeFileSystem.create(path)),
    append: async (path) => limited(await nodeFileSystem.append(path)),
  };
}

/** The real file system, telling of every step before it is done; a `beforeStep` that throws makes the step fail. */
export function watchedFileSystem(beforeStep: (step: string) => void): FileSystem {
  const watched = (file: OutputFile): OutputFile => ({
    async write(bytes) {
      beforeStep('write');
      await file.write(bytes);
      beforeStep('written');
    },
    async sync() {
      beforeStep('sync');
      await file.sync();
    },
    async close() {
      beforeStep('close');
      await file.close();
    },
  });
  return {
    async create(path) {
      beforeStep('create');
      return watched(await nodeFileSystem.create(path));
    },
    async append(path) {
      beforeStep('append');
      return watched(await nodeFileSystem.append(path));
    },
    async rename(from, to) {
      beforeStep('rename');
      await nodeFileSystem.rename(from, to);
    },
    async remove(path) {
      beforeStep('remove');
      await nodeFileSystem.remove(path);
    },
    async syncFolder(path) {
      beforeStep('syncFolder');
      await nodeFileSystem.syncFolder(path);
    },
  };
}
