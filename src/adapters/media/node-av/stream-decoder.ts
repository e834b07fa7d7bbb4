import type { CodecContext, Frame, Packet, Stream } from 'node-av/lib';
import type { NodeAv } from './load-node-av.js';

/** More threads than this bring little on clips and much memory; several files are decoded at a time anyway. */
const decoderThreads = 2;

/** A decoder that only ever answers with errors is given up after so many in a row. */
const errorsInARow = 64;

/** Packets of one stream in, frames out. Who makes it disposes it. */
export class StreamDecoder {
  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly codec: CodecContext,
    /** Whether a packet is decoded faster than another thread can be asked to. */
    private readonly light: boolean,
  ) {}

  /** @throws FFmpegError when FFmpeg has no decoder for the stream */
  static async open(nodeAv: NodeAv, stream: Stream): Promise<StreamDecoder> {
    const { lib, constants } = nodeAv;
    const found = lib.Codec.findDecoder(stream.codecpar.codecId);
    if (!found) throw new lib.FFmpegError(constants.AVERROR_DECODER_NOT_FOUND);
    const codec = new lib.CodecContext();
    codec.allocContext3(found);
    try {
      lib.FFmpegError.throwIfError(codec.parametersToContext(stream.codecpar), 'decoder parameters');
      codec.pktTimebase = stream.timeBase; // without it the decoder cannot move time stamps past the encoder's priming samples
      codec.threadCount = decoderThreads;
      lib.FFmpegError.throwIfError(await codec.open2(found, null), 'open decoder');
      return new StreamDecoder(nodeAv, codec, found.type === constants.AVMEDIA_TYPE_AUDIO);
    } catch (error) {
      codec.freeContext();
      throw error;
    }
  }

  /** Sends a packet (null ends the stream) and yields into `target` each frame that is ready; damaged packets give none.
   *  FFmpeg decodes while it takes the packet; fetching what is ready does not wait, except at the end, where frames are still in the making.
   *  So pictures are sent, and the end is fetched, on libuv's threads; sound takes some microseconds a packet, less than the change of thread. */
  async *frames(packet: Packet | null, target: () => Frame): AsyncGenerator<Frame> {
    const { constants } = this.nodeAv;
    if (this.light) this.codec.sendPacketSync(packet);
    else await this.codec.sendPacket(packet);
    for (let errors = 0; errors < errorsInARow; ) {
      const frame = target();
      const code = packet ? this.codec.receiveFrameSync(frame) : await this.codec.receiveFrame(frame);
      if (code === constants.AVERROR_EAGAIN || code === constants.AVERROR_EOF) return;
      if (code < 0) {
        errors++;
        continue;
      }
      errors = 0;
      yield frame;
    }
  }

  dispose(): void {
    this.codec.freeContext();
  }
}
