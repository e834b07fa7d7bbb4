/** One file to fetch. */
export interface HubRequest {
  /** Where the file is published (http or https). */
  readonly url: string;
  /** Host to ask instead of the published one, with the same path below it. */
  readonly mirror?: string;
  /** Lower-case hexadecimal, where it is known. */
  readonly sha256?: string;
  /** The user's folder of fetched files. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes that are here, of how many (undefined where the host does not say). */
  readonly progress: (received: number, total: number | undefined) => void;
  /** Looks into the whole file before it gets its name. @throws AvtoolError for a file that is of no use; it is removed */
  readonly check: (path: string) => Promise<void>;
}

export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether it was here before. */
  readonly cached: boolean;
}

/** Fetches published files into a folder of the user; what is there once needs no network again. */
export interface WeightHub {
  /** A file that is here whole. */
  cached(request: Pick<HubRequest, 'url' | 'folder'>): Promise<HubFile | undefined>;
  /**
   * Fetches what is not here yet, going on where an earlier attempt ended; a file has its name only when it is whole and checked.
   * @throws AvtoolError WEIGHTS_DOWNLOAD, WEIGHTS_CHECKSUM (exit 3), WEIGHTS_LOCKED, DISK_FULL (exit 4)  @throws the signal's reason when aborted
   */
  fetch(request: HubRequest): Promise<HubFile>;
}
