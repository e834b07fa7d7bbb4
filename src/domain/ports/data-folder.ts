/** Files of the user's data folders: small text files, look-ups of media by name. */
export interface DataFolder {
  /** Text and SHA-256 of a file. @throws AvtoolError when it is missing (exit 3) or not UTF-8 text (exit 2) */
  readText(path: string): Promise<{ readonly text: string; readonly sha256: string }>;
  /** Media files of the given folders by name without extension (mp4, mkv, webm, avi, mov); two files of one name are both listed. */
  listMedia(folders: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** @throws AvtoolError when the file is missing (exit 3) */
  readBytes(path: string): Promise<Uint8Array>;
  /** Samples of a `.npy` file. @throws MediaFault for a file that is no array of numbers */
  readArray(path: string): Promise<Float32Array>;
  /** Names of the files in a folder, in a fixed order; none where there is no such folder. */
  listFolder(path: string): Promise<readonly string[]>;
  /** Media files that a pattern (`clips/*.mp4`, `[ab]*.{mp4,webm}`) stands for, in a fixed order; undefined for a name that is no pattern. */
  mediaMatching(pattern: string): Promise<readonly string[] | undefined>;
  isFolder(path: string): Promise<boolean>;
  exists(path: string): Promise<boolean>;
  /** Creates the folder and writes atomically. */
  writeText(path: string, text: string): Promise<void>;
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  ensureFolder(path: string): Promise<void>;
}
