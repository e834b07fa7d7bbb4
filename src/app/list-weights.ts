import { knownWeights, type KnownWeights } from '../domain/weights/known-weights.js';
import { readableBytes } from './inspect-weights.js';
import type { Services } from './services.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface ListWeightsReport extends UseCaseReport {
  readonly folder: string;
  readonly weights: readonly (KnownWeights & { readonly path: string | null; readonly bytes: number | null })[];
}

/** Published weights that avtool's tasks start from, and which of them are in the user's folder; asks no network. */
export async function listWeights({ weightHub }: Pick<Services, 'weightHub'>, { folder }: { readonly folder: string }): Promise<ListWeightsReport> {
  const hub = await weightHub();
  const weights = await Promise.all(
    knownWeights.map(async (known) => {
      const here = known.url === undefined ? undefined : await hub.cached({ url: known.url, folder });
      return { ...known, path: here?.path ?? null, bytes: here?.bytes ?? null };
    }),
  );
  return { folder, weights, lines: weights.flatMap(linesOf) };
}

function linesOf({ name, use, licence, url, page, path, bytes }: ListWeightsReport['weights'][number]): string[] {
  return [
    `${name.padEnd(20)}${bytes === null ? '' : `${readableBytes(bytes)}, `}${licence}`,
    `  ${use}`,
    `  ${path === null ? (url === undefined ? `by hand, from ${page}` : 'not here yet') : `here: ${path}`}`,
    ...(url === undefined ? [] : [`  ${url}`]),
  ];
}
