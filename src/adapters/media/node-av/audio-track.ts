import type { FormatContext, Frame } from 'node-av/lib';
import type { EncodeRequest } from '../../../domain/ports/media.js';
import type { EncoderSettings } from '../encoder-settings.js';
import { encoderSoundFilters } from '../filters.js';
import { FilterChain } from './filter-chain.js';
import type { NodeAv } from './load-node-av.js';
import { StreamEncoder } from './stream-encoder.js';

/** A mono waveform → the encoded audio stream of a file. */
export class AudioTrack {
  private chain: FilterChain | undefined;
  private written = 0;

  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly settings: EncoderSettings,
    private readonly request: EncodeRequest,
    private readonly encoder: StreamEncoder,
  ) {}

  static async open(nodeAv: NodeAv, context: FormatContext, settings: EncoderSettings, request: EncodeRequest): Promise<AudioTrack> {
    const { lib, constants } = nodeAv;
    const planar = settings.audioSampleFormat === 'fltp';
    const encoder = await StreamEncoder.open(nodeAv, context, settings.audioCodec, settings.audioOptions, (codec) => {
      codec.sampleRate = settings.audioRateHz;
      codec.sampleFormat = planar ? constants.AV_SAMPLE_FMT_FLTP : constants.AV_SAMPLE_FMT_FLT;
      codec.channelLayout = mono(nodeAv);
      codec.timeBase = new lib.Rational(1, settings.audioRateHz);
      codec.bitRate = BigInt(request.audioBitsPerSecond);
    });
    return new AudioTrack(nodeAv, settings, request, encoder);
  }

  /** Encodes the samples before `endSeconds` that are not yet encoded. */
  async pushUntil(endSeconds: number): Promise<void> {
    const { waveform, sampleRateHz } = this.request;
    const end = Math.min(waveform.length, Math.round(endSeconds * sampleRateHz));
    if (end <= this.written) return;
    const samples = waveform.subarray(this.written, end);
    const frame = this.nodeAv.lib.Frame.fromAudioBuffer(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), {
      nbSamples: samples.length,
      format: this.nodeAv.constants.AV_SAMPLE_FMT_FLT,
      sampleRate: sampleRateHz,
      channelLayout: mono(this.nodeAv),
      timeBase: { num: 1, den: sampleRateHz },
      pts: BigInt(this.written),
    });
    this.written = end;
    try {
      await this.encode(frame);
    } finally {
      frame.free();
    }
  }

  /** Encodes the rest of the waveform and ends the stream. */
  async finish(): Promise<void> {
    const { waveform, sampleRateHz } = this.request;
    for (let seconds = this.written / sampleRateHz; this.written < waveform.length; ) await this.pushUntil(++seconds);
    await this.encode(null);
    await this.encoder.push(null);
  }

  dispose(): void {
    this.chain?.dispose();
    this.encoder.dispose();
  }

  private async encode(frame: Frame | null): Promise<void> {
    const { lib } = this.nodeAv;
    if (frame) {
      const steps = encoderSoundFilters(this.settings, this.encoder.frameSize);
      this.chain ??= FilterChain.create(this.nodeAv, frame, { num: 1, den: this.request.sampleRateHz }, steps);
    }
    const ready: Frame[] = [];
    try {
      this.chain?.push(frame, (output) => {
        const kept = output.clone();
        if (!kept) throw new lib.FFmpegError(this.nodeAv.constants.AVERROR_ENOMEM);
        ready.push(kept);
      });
      for (const output of ready) await this.encoder.push(output);
    } finally {
      for (const output of ready) output.free();
    }
  }
}

const mono = ({ constants }: NodeAv): { nbChannels: number; order: typeof constants.AV_CHANNEL_ORDER_NATIVE; mask: bigint } => ({
  nbChannels: 1,
  order: constants.AV_CHANNEL_ORDER_NATIVE,
  mask: 4n, // front centre
});
