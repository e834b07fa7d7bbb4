/** The parts of the optional package `node-av` that are used: the thin layer over FFmpeg's libraries. Its `node-av/api` layer is left
 *  aside: it brings a WebRTC stack, and on Node 20 it ends without frames unless `Promise.withResolvers` is patched into the language. */
export interface NodeAv {
  readonly lib: typeof import('node-av/lib');
  readonly constants: typeof import('node-av/constants');
  readonly ffmpegVersion: string;
}

export type NodeAvAvailability =
  | { readonly available: true; readonly nodeAv: NodeAv }
  | { readonly available: false; readonly reason: string };

/** Loads FFmpeg into this process, or says why that is not possible (package not installed, no binary for this platform).
 *  FFmpeg's own log is silenced: what matters of it comes back as error codes. */
export const loadNodeAv = async (): Promise<NodeAvAvailability> => {
  try {
    const [lib, constants] = await Promise.all([import('node-av/lib'), import('node-av/constants')]);
    lib.Log.setLevel(constants.AV_LOG_QUIET);
    return { available: true, nodeAv: { lib, constants, ffmpegVersion: lib.getFFmpegInfo().version } };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message.trim() : String(error) };
  }
};
