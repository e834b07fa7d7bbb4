import { CommandFailure, runCommand } from './run-command.js';

/** The two programs, as found on PATH or named by the caller. */
export interface FfmpegCommands {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly version: string;
}

export type FfmpegAvailability =
  | { readonly available: true; readonly commands: FfmpegCommands }
  | { readonly available: false; readonly reason: string };

/** `-fps_mode` came with 5.1. */
const oldestVersion = [5, 1] as const;

/** Asks `ffmpeg` and `ffprobe` for their version, or says why they cannot be used. */
export const findFfmpeg = async (ffmpeg = 'ffmpeg', ffprobe = 'ffprobe'): Promise<FfmpegAvailability> => {
  try {
    const [version] = await Promise.all([versionOf(ffmpeg), versionOf(ffprobe)]);
    const [major, minor] = version.split('.').map(Number);
    // Builds from the repository have names like N-112233-gabcdef; they are taken as new.
    const old = Number.isInteger(major) && (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]));
    if (old) return { available: false, reason: `${ffmpeg} is version ${version}, needed is ${oldestVersion.join('.')} or newer` };
    return { available: true, commands: { ffmpeg, ffprobe, version } };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { available: false, reason: error.outcome === 'ENOENT' ? `${error.command} is not on PATH` : error.message };
  }
};

const versionOf = async (command: string): Promise<string> => {
  const output = await runCommand(command, ['-version'], { timeoutSeconds: 20 });
  return /version n?(\S+)/.exec(output.toString('utf8'))?.[1] ?? 'unknown';
};
