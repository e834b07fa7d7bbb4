import type { Frame, Packet } from 'node-av/lib';
import type { DecodeRequest } from '../../../domain/ports/media.js';
import { sampleRange } from '../decoded-range.js';
import { soundFilters } from '../filters.js';
import { FilterChain } from './filter-chain.js';
import type { NodeAv } from './load-node-av.js';
import { secondsOf, type OpenInput, type OpenStream } from './open-input.js';
import { StreamDecoder } from './stream-decoder.js';

/** Decodes an audio stream to mono at the requested rate and keeps the requested range only. */
export class SoundReader {
  /** Time stamp of the first decoded samples. */
  firstSeconds: number | undefined;

  private readonly frame: Frame;
  private readonly chunks: Float32Array[] = [];
  private chain: FilterChain | undefined;
  private chainFormat = '';

  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly audio: OpenStream,
    private readonly startSeconds: number,
    private readonly sampleRateHz: number,
    private readonly range: { readonly first: number; readonly count: number },
    /** Index of the next sample that comes out of the filters. */
    private position: number,
    private readonly decoder: StreamDecoder,
  ) {
    this.frame = new nodeAv.lib.Frame();
    this.frame.alloc();
  }

  /** @param fromSeconds where reading begins: samples before are dropped */
  static async open(nodeAv: NodeAv, audio: OpenStream, input: OpenInput, request: DecodeRequest, fromSeconds: number): Promise<SoundReader> {
    const decoder = await StreamDecoder.open(nodeAv, audio.stream);
    const position = fromSeconds * request.sampleRateHz;
    return new SoundReader(nodeAv, audio, input.startSeconds, request.sampleRateHz, sampleRange(request), position, decoder);
  }

  get done(): boolean {
    return this.position >= this.range.first + this.range.count;
  }

  get streamIndex(): number {
    return this.audio.stream.index;
  }

  /** Takes the next packet; null ends the stream. */
  async push(packet: Packet | null): Promise<void> {
    for await (const frame of this.decoder.frames(packet, () => this.frame)) {
      if (this.done) return;
      this.filter(frame);
    }
    if (packet === null && !this.done) this.chain?.push(null, this.collect);
  }

  /** @returns samples [n], n at most the number asked for */
  waveform(): Float32Array {
    const all = new Float32Array(this.chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let filled = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, filled);
      filled += chunk.length;
    }
    return all;
  }

  dispose(): void {
    this.chain?.dispose();
    this.decoder.dispose();
    this.frame.free();
  }

  private filter(frame: Frame): void {
    const { timeBase } = this.audio.stream;
    const format = `${frame.sampleRate} ${frame.format} ${frame.channels} ${frame.channelLayout.mask}`;
    if (format !== this.chainFormat) {
      this.chain?.push(null, this.collect);
      this.chain?.dispose();
      const steps = soundFilters(frame.channels, this.sampleRateHz, this.position);
      this.chain = FilterChain.create(this.nodeAv, frame, timeBase, steps);
      this.chainFormat = format;
    }
    if (frame.pts !== this.nodeAv.constants.AV_NOPTS_VALUE) {
      this.firstSeconds ??= secondsOf(frame.pts, timeBase, this.startSeconds);
      frame.pts -= BigInt(Math.round((this.startSeconds * timeBase.den) / timeBase.num));
    }
    this.chain?.push(frame, this.collect);
  }

  private readonly collect = (frame: Frame): void => {
    const [bytes] = frame.data ?? [];
    if (!bytes) throw new Error('FFmpeg gave sound without data');
    const { first, count } = this.range;
    const begin = Math.min(Math.max(first - this.position, 0), frame.nbSamples);
    const end = Math.min(Math.max(first + count - this.position, 0), frame.nbSamples);
    this.position += frame.nbSamples;
    if (begin === end) return;
    // Bytes are copied: the buffer is FFmpeg's, may be padded, and its address need not be a multiple of four.
    const samples = new Float32Array(end - begin);
    new Uint8Array(samples.buffer).set(bytes.subarray(begin * 4, end * 4));
    this.chunks.push(samples);
  };
}
