import type { FilterContext, FilterGraph, Frame, IRational } from 'node-av/lib';
import type { FilterStep } from '../filters.js';
import type { NodeAv } from './load-node-av.js';

/** One way through FFmpeg's filters: frames in, frames out. Who makes it disposes it. */
export class FilterChain {
  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly graph: FilterGraph,
    private readonly source: FilterContext,
    private readonly sink: FilterContext,
    private readonly output: Frame,
  ) {}

  /** Makes a chain for frames like `sample` (size and format, or rate and channels), with time stamps in `timeBase`. */
  static create(nodeAv: NodeAv, sample: Frame, timeBase: IRational, steps: readonly FilterStep[]): FilterChain {
    const { lib } = nodeAv;
    const graph = new lib.FilterGraph();
    graph.alloc();
    graph.nbThreads = 1; // the pictures are small; the default is one thread per core and chain
    try {
      const add = ({ name, args }: FilterStep, label: string): FilterContext => {
        const filter = lib.Filter.getByName(name);
        const context = filter && graph.createFilter(filter, label, args);
        if (!context) throw new Error(`FFmpeg refuses the filter ${name}=${args}`);
        return context;
      };
      const video = sample.isVideo();
      const source = add({ name: video ? 'buffer' : 'abuffer', args: sourceArguments(sample, timeBase) }, 'in');
      let last = source;
      for (const [index, step] of [...steps, { name: video ? 'buffersink' : 'abuffersink', args: '' }].entries()) {
        const context = add(step, `${index}`);
        lib.FFmpegError.throwIfError(last.link(0, context, 0), `link ${step.name}`);
        last = context;
      }
      lib.FFmpegError.throwIfError(graph.configSync(), 'configure filters');
      const output = new lib.Frame();
      output.alloc();
      return new FilterChain(nodeAv, graph, source, last, output);
    } catch (error) {
      graph.free();
      throw error;
    }
  }

  /** Hands one frame in (null ends the stream) and each frame that comes out to `take`, which must copy what it keeps. */
  push(frame: Frame | null, take: (frame: Frame) => void): void {
    const { lib, constants } = this.nodeAv;
    this.enter(frame);
    for (;;) {
      const code = this.sink.buffersinkGetFrameSync(this.output);
      if (code === constants.AVERROR_EAGAIN || code === constants.AVERROR_EOF) return;
      lib.FFmpegError.throwIfError(code, 'filter');
      take(this.output);
      this.output.unref();
    }
  }

  /** One frame in, one frame out, computed outside the main thread; for chains that hold nothing back. The frame is valid inside `use`. */
  async convert<T>(frame: Frame, use: (frame: Frame) => T): Promise<Awaited<T>> {
    this.enter(frame);
    this.nodeAv.lib.FFmpegError.throwIfError(await this.sink.buffersinkGetFrame(this.output), 'filter');
    try {
      return await use(this.output);
    } finally {
      this.output.unref();
    }
  }

  private enter(frame: Frame | null): void {
    const { lib, constants } = this.nodeAv;
    lib.FFmpegError.throwIfError(this.source.buffersrcAddFrameSync(frame, constants.AV_BUFFERSRC_FLAG_KEEP_REF), 'filter');
  }

  dispose(): void {
    this.output.free();
    this.graph.free();
  }
}

const sourceArguments = (frame: Frame, timeBase: IRational): string => {
  const base = `time_base=${timeBase.num}/${timeBase.den}`;
  if (frame.isVideo()) {
    // Numbers of the enumerations are accepted for pixel format, matrix and range.
    return `${base}:video_size=${frame.width}x${frame.height}:pix_fmt=${frame.format}:colorspace=${frame.colorSpace}:range=${frame.colorRange}`;
  }
  const { mask, nbChannels } = frame.channelLayout;
  const layout = mask === 0n ? `${nbChannels}c` : `0x${mask.toString(16)}`;
  return `${base}:sample_rate=${frame.sampleRate}:sample_fmt=${frame.format}:channel_layout=${layout}`;
};
