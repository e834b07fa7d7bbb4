/** A folder as it is on the disk. */
export interface FolderState {
  readonly exists: boolean;
  /** Whether files can be made in it; for a folder that is not there, in the nearest one above that is. */
  readonly writable: boolean;
  /** Bytes of all files below it, without following links. */
  readonly bytes: number;
  /** Counting was stopped by the signal: there is more. */
  readonly partial: boolean;
  /** Bytes that this user can still write on its disk. */
  readonly freeBytes: number;
}

/** A way to read and write video: its version, or why it is not here and what installs it. */
export type MediaTool = { readonly version: string } | { readonly missing: string; readonly fix: string };

export const mediaToolNames = ['node-av', 'ffmpeg'] as const;
export type MediaToolName = (typeof mediaToolNames)[number];

/** What avtool runs on. */
export interface Machine {
  folder(path: string, signal: AbortSignal): Promise<FolderState>;
  mediaTool(name: MediaToolName): Promise<MediaTool>;
}
