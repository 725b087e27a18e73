// One try of one download: what Ollama tells, turned into what is shown, until it is there, or stopped, or something is in the way.
import type { DownloadState, DownloadTrouble } from '../../../preload/contract/downloads.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock, ModelStock, PullNews } from '../ports.ts';
import {
  secondsLeft,
  speedOf,
  sumOf,
  withLayer,
  withSample,
  type Layer,
  type Layers,
  type Sample,
} from './progress.ts';
import { troubleOf } from './pull-trouble.ts';

/** Between two looks at the disk. */
export const diskLookMs = 5_000;
/** Left free for everything else that writes there. */
export const diskReserveBytes = 256e6;

export type Shown = Layer & { readonly state: DownloadState };
export type PullEnd = { readonly kind: 'done' } | { readonly kind: 'trouble'; readonly trouble: DownloadTrouble };

export type Pull = {
  readonly name: string;
  /** Of earlier tries: Ollama names a file only when its turn comes. */
  readonly layers: Layers;
  readonly stock: ModelStock;
  readonly clock: Clock;
  readonly show: (shown: Shown, layers: Layers) => void;
};

/** Throws only the signal's reason, once it has aborted. */
export async function pullOnce(pull: Pull, signal: AbortSignal): Promise<PullEnd> {
  const { stock, clock, show } = pull;
  let layers = pull.layers;
  let samples: readonly Sample[] = [];
  let arrived = 0;
  let lookedAt: number | null = null;
  const named = new Map<string, number>();

  /** What had come before this try counts as there, not as fast. */
  async function take({
    digest,
    totalBytes,
    completedBytes,
  }: Extract<PullNews, { kind: 'layer' }>): Promise<DownloadTrouble | null> {
    // The size of one more file is news for the disk.
    if (!named.has(digest)) lookedAt = null;
    const before = named.get(digest) ?? completedBytes;
    named.set(digest, completedBytes);
    arrived += Math.max(0, completedBytes - before);
    layers = withLayer(layers, { digest, totalBytes, completedBytes });
    samples = withSample(samples, { at: clock.now(), bytes: arrived });
    return findFullDisk();
  }

  async function findFullDisk(): Promise<DownloadTrouble | null> {
    const now = clock.now();
    if (lookedAt !== null && Math.abs(now - lookedAt) < diskLookMs) return null;
    lookedAt = now;
    const { totalBytes, completedBytes } = sumOf(layers);
    return findNoRoom(totalBytes - completedBytes, await stock.freeBytes());
  }

  try {
    for await (const news of stock.pull(pull.name, signal)) {
      if (news.kind === 'done') return { kind: 'done' };
      const trouble = news.kind === 'layer' ? await take(news) : null;
      if (trouble !== null) return { kind: 'trouble', trouble };
      show({ ...sumOf(layers), state: stateOf(news, layers, samples) }, layers);
    }
    // The port's stream ends with done, or throws.
    return { kind: 'done' };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CodedFailure)) throw error;
    return { kind: 'trouble', trouble: await withFigures(troubleOf(error.failure), layers, stock) };
  }
}

/** null: it fits, or nobody knows. */
export function findNoRoom(neededBytes: number, freeBytes: number | null): DownloadTrouble | null {
  if (freeBytes === null || neededBytes <= 0 || neededBytes + diskReserveBytes <= freeBytes) return null;
  return { code: 'disk_full', neededBytes, freeBytes };
}

async function withFigures(trouble: DownloadTrouble, layers: Layers, stock: ModelStock): Promise<DownloadTrouble> {
  if (trouble.code !== 'disk_full') return trouble;
  const { totalBytes, completedBytes } = sumOf(layers);
  return { ...trouble, neededBytes: totalBytes - completedBytes, freeBytes: await stock.freeBytes() };
}

function stateOf(news: Exclude<PullNews, { kind: 'done' }>, layers: Layers, samples: readonly Sample[]): DownloadState {
  if (news.kind === 'step')
    return news.step === 'looking' ? { kind: 'starting' } : { kind: 'finishing', step: news.step };
  const bytesPerS = speedOf(samples);
  return { kind: 'pulling', bytesPerS, leftS: secondsLeft(sumOf(layers), bytesPerS) };
}
