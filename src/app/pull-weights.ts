import { AvtoolError, nearest } from '../domain/errors.js';
import { knownWeights, type KnownWeights } from '../domain/weights/known-weights.js';
import { mapWeights } from '../domain/weights/map-weights.js';
import { readableBytes } from './inspect-weights.js';
import type { Services } from './services.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface PullWeightsRequest {
  /** A name of the list, or an address. */
  readonly source: string;
  /** Host to ask instead of the published one. */
  readonly mirror?: string;
  /** What the file must have; for addresses, and over what the list says. */
  readonly sha256?: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

export interface PullWeightsReport extends UseCaseReport {
  readonly source: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether it was here before; then nobody was asked. */
  readonly cached: boolean;
}

/**
 * Fetches published weights into the user's folder, going on where an earlier attempt ended; a file that is no readable weights is not kept.
 * @throws AvtoolError WEIGHTS_UNKNOWN (exit 2), WEIGHTS_BY_HAND (exit 3) and the faults of the port WeightHub
 */
export async function pullWeights({ weightHub, weights, reporter }: Pick<Services, 'weightHub' | 'weights' | 'reporter'>, request: PullWeightsRequest): Promise<PullWeightsReport> {
  const { source, mirror, folder, signal } = request;
  const known = source.includes('://') ? undefined : knownOf(source);
  const sha256 = request.sha256?.toLowerCase() ?? known?.sha256;
  const hub = await weightHub();
  let layout: string | undefined;
  reporter.start(`Fetching ${source}`, undefined, 'MB');
  const file = await hub.fetch({
    url: known?.url ?? source,
    ...(mirror !== undefined && { mirror }),
    ...(sha256 !== undefined && { sha256 }),
    folder,
    signal,
    progress: (received, total) => reporter.advance(Math.round(received / 1e6), total === undefined ? {} : { of: readableBytes(total) }),
    async check(path) {
      const opened = await weights.open(path);
      layout = mapWeights(opened.tensors).layout;
      await opened.close();
    },
  });
  reporter.finish(file.cached ? `${source} is here` : `fetched ${source}`);
  const origin = file.cached ? 'was here already' : `was fetched${layout === undefined ? '' : `: ${layout}`}`;
  return { source, path: file.path, bytes: file.bytes, sha256: file.sha256, cached: file.cached, lines: [`${source} ${origin} (${readableBytes(file.bytes)}, SHA-256 ${file.sha256})`, file.path] };
}

function knownOf(name: string): KnownWeights & { readonly url: string } {
  const names = knownWeights.map((known) => known.name);
  const known = knownWeights.find((candidate) => candidate.name === name);
  if (known === undefined) {
    const near = nearest(name, names);
    throw new AvtoolError({ code: 'WEIGHTS_UNKNOWN', message: `no published weights are known as "${name}"`, fix: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known names: ${names.join(', ')}; or give an address that starts with https://`, exitCode: 2 });
  }
  const { url } = known;
  if (url === undefined) {
    throw new AvtoolError({ code: 'WEIGHTS_BY_HAND', message: `"${name}" is published where programs cannot fetch it`, where: known.page, fix: 'fetch the file from there, then give it with --weights FILE', exitCode: 3 });
  }
  return { ...known, url };
}
