import { AvtoolError } from '../domain/errors.js';
import { elementCount } from '../domain/graph/shapes.js';
import { mapWeights, type MappedTensor } from '../domain/weights/map-weights.js';
import { mappedValue } from '../domain/weights/mapped-value.js';
import { storedBytes } from '../domain/weights/stored-tensor.js';
import { readableBytes } from './inspect-weights.js';
import type { Services } from './services.js';
import type { UseCaseReport } from './use-case-requests.js';
import { layoutFault } from './weights-match.js';

export interface ConvertWeightsRequest {
  readonly path: string;
  /** The safetensors file to write. */
  readonly out: string;
  /** `ours`: under the names of avtool's models; absent: as the file has them. */
  readonly layout?: 'ours';
  /** Replaces a file that is there. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

export interface ConvertWeightsReport extends UseCaseReport {
  readonly path: string;
  readonly out: string;
  readonly format: string;
  readonly layout: string | null;
  readonly tensors: number;
  readonly bytes: number;
}

/**
 * Writes the tensors of any weight file as safetensors, in their own types, one at a time.
 * @throws AvtoolError TARGET_EXISTS (exit 4), WEIGHTS_LAYOUT (exit 2) where the names are nobody's that avtool knows, and faults of reading and writing
 */
export async function convertWeights({ weights, data, reporter }: Pick<Services, 'weights' | 'data' | 'reporter'>, request: ConvertWeightsRequest): Promise<ConvertWeightsReport> {
  const { path, out, force, signal } = request;
  if (!force && (await data.exists(out))) {
    throw new AvtoolError({ code: 'TARGET_EXISTS', message: 'the file is there already', where: out, fix: 'choose another name with --out, or replace it with --force', exitCode: 4 });
  }
  const file = await weights.open(path);
  try {
    const { layout, tensors: mapped, faults } = mapWeights(file.tensors);
    if (request.layout === 'ours' && layout === undefined) {
      throw new AvtoolError({ code: 'WEIGHTS_LAYOUT', message: 'its names are those of no layout that avtool knows', where: path, fix: 'leave out --layout to keep the names', exitCode: 2 });
    }
    if (request.layout === 'ours' && faults.length > 0) throw layoutFault(path, faults);
    const tensors: readonly MappedTensor[] = request.layout === 'ours' ? mapped : file.tensors.map((tensor) => ({ ...tensor, sources: [tensor], transposed: false }));
    const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    let done = 0;
    reporter.start(`Writing ${out}`, tensors.length, 'tensors');
    await weights.copy(
      out,
      tensors,
      async ({ name }) => {
        signal.throwIfAborted();
        const tensor = byName.get(name);
        if (tensor === undefined) throw new Error(`no tensor ${name}`);
        reporter.advance(++done);
        return mappedValue(tensor, (source) => file.read(source));
      },
      file.metadata,
    );
    const bytes = tensors.reduce((sum, { dtype, shape }) => sum + elementCount(shape) * storedBytes[dtype], 0);
    reporter.finish(`wrote ${tensors.length} tensors`);
    return { path, out, format: file.format, layout: layout ?? null, tensors: tensors.length, bytes, lines: [`Wrote ${tensors.length} tensors (${readableBytes(bytes)}) of ${path} (${file.format}${layout === undefined ? '' : `, ${layout}`}): ${out}`] };
  } finally {
    await file.close();
  }
}
