export const enginePackageNames = ['tfjs-node', 'tfjs-node-gpu'] as const;
/** A native engine that avtool does not bring: installed on demand, into a folder of the user. */
export type EnginePackageName = (typeof enginePackageNames)[number];

/** Where TensorFlow's C libraries come from: something on this machine, or a host with the published files. */
export type LibrarySource = { readonly kind: 'local'; readonly path: string } | { readonly kind: 'published'; readonly mirror: string | undefined };

export interface EngineInstallation {
  readonly name: EnginePackageName;
  /** The package is at `folder/node_modules/@tensorflow/NAME`. */
  readonly folder: string;
  readonly libraries: LibrarySource;
}

/** What running an installed engine showed. */
export type EngineCheck =
  | { readonly works: true; readonly tensorflow: string; readonly device: 'cpu' | 'gpu' }
  | { readonly works: false; readonly reason: string };

/** One thing that an installation reads or fetches. */
export interface PlannedPart {
  readonly what: string;
  readonly from: string;
  /** Undefined where the source does not say or cannot be reached. */
  readonly bytes: number | undefined;
}

/** Bytes that have come, of how many (undefined where the host does not say). */
export type FetchProgress = (received: number, total: number | undefined) => void;

/** An installation under way in a temporary folder; nothing of it is in its place before `replace`. Steps are called in this order. */
export interface StagedEngine {
  /** npm installs the JavaScript, without scripts. @throws AvtoolError ENGINE_NPM (exit 3) */
  fetchPackage(signal: AbortSignal): Promise<void>;
  /** @throws AvtoolError ENGINE_DOWNLOAD (exit 3), ENGINE_LIBRARIES (exit 2) */
  placeLibraries(signal: AbortSignal, progress: FetchProgress): Promise<void>;
  /** The published binding where it fits and can be had, else one compiled here. @throws AvtoolError ENGINE_BUILD_TOOLS (exit 3), ENGINE_BUILD (exit 1) */
  makeBinding(signal: AbortSignal): Promise<'published' | 'compiled'>;
  check(signal: AbortSignal): Promise<EngineCheck>;
  /** Puts the folder in its place; what was there before is removed after that. @returns bytes of the installation */
  replace(): Promise<number>;
  /** Removes what is not in its place and lets others in; idempotent. */
  discard(): Promise<void>;
}

/** Installs native engines. */
export interface EnginePackages {
  /** Loads the package in a process of its own and multiplies two matrices. */
  check(installation: EngineInstallation, signal: AbortSignal): Promise<EngineCheck>;
  /** What `stage` would fetch; changes nothing. @throws AvtoolError ENGINE_LIBRARIES, ENGINE_PLATFORM */
  plan(installation: EngineInstallation, signal: AbortSignal): Promise<readonly PlannedPart[]>;
  /** Opens a temporary folder beside the one asked for. @throws AvtoolError ENGINES_LOCKED (exit 4) while another process installs; ENGINE_LIBRARIES, ENGINE_BUILD_TOOLS where they can be known before */
  stage(installation: EngineInstallation): Promise<StagedEngine>;
}
