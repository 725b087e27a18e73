// The queue of downloads. The core owns it: pages come and go, and a restart of the app or of Ollama only delays it.
import {
  downloadsMax,
  type Download,
  type DownloadState,
  type ModelNameTrouble,
} from '../../../preload/contract/downloads.ts';
import type { OllamaId } from '../../../preload/contract/ids.ts';
import { backoffMs } from '../backoff.ts';
import { findKnown } from '../known-models.ts';
import { readModelName } from '../model-name.ts';
import type { Clock, ModelStock, Watchable } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import { forgetDownload, storeDownload, storedDownloads, type ModelPlace } from './download-rows.ts';
import type { Layers } from './progress.ts';
import { findNoRoom, pullOnce, type PullEnd, type Shown } from './pull-once.ts';
import { hopeOf } from './pull-trouble.ts';

/** Between two tries while Ollama is away. */
export const awayMs = 5_000;
/** Tries in a row of which none brought a byte. */
export const fruitlessMax = 6;
const againFirstMs = 2_000;
const againMaxMs = 60_000;
/** How often progress is told, and how often it is stored. */
const showMs = 250;
const storeMs = 5_000;

type Added =
  | { readonly kind: 'added'; readonly name: string }
  | { readonly kind: 'malformed'; readonly trouble: ModelNameTrouble }
  | { readonly kind: 'no_room'; readonly neededBytes: number; readonly freeBytes: number }
  | { readonly kind: 'too_many' };

/** Those of one Ollama. */
export type DownloadsAt = {
  add(text: string, options: { readonly anyway: boolean }): Promise<Added>;
  pause(name: string): void;
  resume(name: string): void;
  cancel(name: string): void;
};

export type Downloads = {
  readonly state: Watchable<readonly Download[]>;
  at(this: void, ollama: OllamaId): DownloadsAt;
  /** Ends those of every other Ollama, and forgets them. */
  keepOnly(this: void, ollamas: readonly OllamaId[]): void;
  /** What was under way is stored and goes on at the next start. May be called twice. */
  close(): Promise<void>;
};

export type DownloadsParts = {
  readonly db: WritableDb;
  readonly stockOf: (ollama: OllamaId) => ModelStock;
  readonly clock: Clock;
  /** A name is wanted again: whatever was about to delete it must not. */
  readonly onWanted: (model: ModelPlace) => void;
  readonly reportDefect: (error: unknown) => void;
};

type Entry = { download: Download; layers: Layers; storedAt: number };
type Running = { readonly entry: Entry; readonly stop: AbortController; readonly ended: Promise<void> };

export function createDownloads({ db, stockOf, clock, onWanted, reportDefect }: DownloadsParts): Downloads {
  const stored = storedDownloads(db);
  if (stored.unreadable > 0) reportDefect(new Error(`${stored.unreadable} downloads cannot be read`));
  const entries = new Map<string, Entry>(
    stored.rows.map((download) => [keyOf(download), { download, layers: new Map(), storedAt: 0 }]),
  );
  const cell = createCell<readonly Download[]>([...entries.values()].map(({ download }) => download));
  /** One an Ollama: it fetches a model over many connections by itself. */
  const running = new Map<OllamaId, Running>();
  let isClosed = false;
  let shownAt = 0;

  function publish(): void {
    shownAt = clock.now();
    cell.set([...entries.values()].map(({ download }) => download));
  }

  /** Stored first: what the page has seen is what a restart finds. */
  function settle(entry: Entry, state: DownloadState): void {
    entry.download = { ...entry.download, state };
    if (state.kind === 'done') forgetDownload(db, entry.download);
    else storeDownload(db, entry.download);
    publish();
  }

  function showProgress(entry: Entry, { state, totalBytes, completedBytes }: Shown, layers: Layers): void {
    const isNewKind = entry.download.state.kind !== state.kind;
    entry.layers = layers;
    // In a try after a restart, Ollama has not yet named every file that was known before.
    const total = Math.max(totalBytes, entry.download.totalBytes);
    entry.download = { ...entry.download, state, totalBytes: total, completedBytes };
    const now = clock.now();
    if (Math.abs(now - entry.storedAt) >= storeMs) {
      entry.storedAt = now;
      storeDownload(db, entry.download);
    }
    if (isNewKind || Math.abs(now - shownAt) >= showMs) publish();
  }

  async function run(entry: Entry, signal: AbortSignal): Promise<void> {
    for (let fruitless = 1; !signal.aborted; fruitless += 1) {
      const before = entry.download.completedBytes;
      const end = await attempt(entry, signal);
      signal.throwIfAborted();
      if (end.kind === 'done') {
        settle(entry, { kind: 'done' });
        stockOf(entry.download.ollama).look();
        return;
      }
      if (entry.download.completedBytes > before) fruitless = 0;
      const hope = hopeOf(end.trouble);
      if (hope === 'none' || (hope === 'passing' && fruitless >= fruitlessMax))
        return settle(entry, { kind: 'failed', trouble: end.trouble });
      settle(entry, { kind: 'retrying', trouble: end.trouble });
      await clock.wait(hope === 'away' ? awayMs : backoffMs(fruitless + 1, againFirstMs, againMaxMs), signal);
    }
  }

  async function attempt(entry: Entry, signal: AbortSignal): Promise<PullEnd> {
    const { ollama, name, totalBytes, completedBytes } = entry.download;
    const stock = stockOf(ollama);
    const noRoom = findNoRoom(totalBytes - completedBytes, totalBytes === 0 ? null : await stock.freeBytes());
    if (noRoom !== null) return { kind: 'trouble', trouble: noRoom };
    const show = (shown: Shown, layers: Layers): void => {
      if (!signal.aborted) showProgress(entry, shown, layers);
    };
    return pullOnce({ name, layers: entry.layers, stock, clock, show }, signal);
  }

  function work(): void {
    for (const ollama of new Set([...entries.values()].map(({ download }) => download.ollama))) workAt(ollama);
  }

  function workAt(ollama: OllamaId): void {
    if (running.has(ollama) || isClosed) return;
    const entry = [...entries.values()].find(
      ({ download }) => download.ollama === ollama && download.state.kind === 'queued',
    );
    if (entry === undefined) return;
    const stop = new AbortController();
    settle(entry, { kind: 'starting' });
    const ended = run(entry, stop.signal)
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        reportDefect(error);
        settle(entry, {
          kind: 'failed',
          trouble: { code: 'failed', failure: { code: 'internal', detail: null, canRetry: true } },
        });
      })
      .finally(() => {
        if (running.get(ollama)?.stop === stop) running.delete(ollama);
        workAt(ollama);
      });
    running.set(ollama, { entry, stop, ended });
  }

  /** From here on the try says nothing more; it may take a moment to end. */
  function halt({ ollama, name }: ModelPlace): void {
    const now = running.get(ollama);
    if (now?.entry.download.name === name) now.stop.abort();
  }

  function queue(place: ModelPlace): void {
    const entry = entries.get(keyOf(place));
    if (entry === undefined) return;
    const { kind } = entry.download.state;
    if (kind === 'paused' || kind === 'failed' || kind === 'done') settle(entry, { kind: 'queued' });
    workAt(place.ollama);
  }

  function cancel(place: ModelPlace): void {
    if (!entries.has(keyOf(place))) return;
    halt(place);
    entries.delete(keyOf(place));
    forgetDownload(db, place);
    publish();
  }

  async function add(ollama: OllamaId, text: string, { anyway }: { readonly anyway: boolean }): Promise<Added> {
    const read = readModelName(text);
    if (read.kind === 'malformed') return read;
    const { name } = read;
    const place = { ollama, name };
    const key = keyOf(place);
    const known = findKnown(name);
    if (known !== null && !anyway && !entries.has(key)) {
      const noRoom = findNoRoom(known.sizeBytes, await stockOf(ollama).freeBytes());
      if (noRoom?.code === 'disk_full')
        return { kind: 'no_room', neededBytes: noRoom.neededBytes ?? 0, freeBytes: noRoom.freeBytes ?? 0 };
    }
    onWanted(place);
    const askedAt = clock.now();
    if (!entries.has(key)) {
      if (entries.size >= downloadsMax) return { kind: 'too_many' };
      const download: Download = { ...place, askedAt, completedBytes: 0, totalBytes: 0, state: { kind: 'queued' } };
      const entry: Entry = { download, layers: new Map(), storedAt: 0 };
      entries.set(key, entry);
      settle(entry, { kind: 'queued' });
    }
    queue(place);
    return { kind: 'added', name };
  }

  function pause(place: ModelPlace): void {
    const entry = entries.get(keyOf(place));
    if (entry === undefined || ['paused', 'failed', 'done'].includes(entry.download.state.kind)) return;
    halt(place);
    settle(entry, { kind: 'paused' });
  }

  work();

  return {
    state: cell,
    at: (ollama) => ({
      add: (text, options) => add(ollama, text, options),
      pause: (name) => pause({ ollama, name }),
      resume: (name) => queue({ ollama, name }),
      cancel: (name) => cancel({ ollama, name }),
    }),
    keepOnly(ollamas) {
      for (const { download } of entries.values()) if (!ollamas.includes(download.ollama)) cancel(download);
    },
    async close() {
      isClosed = true;
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function keyOf({ ollama, name }: ModelPlace): string {
  return `${ollama} ${name}`;
}
