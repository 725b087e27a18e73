// Keeps one server up: starts it, starts it again when it ends by itself, with longer and longer waits, and stays down when that does not help.
import type { ToolServerTrouble } from '../../../preload/contract/tools.ts';
import { backoffMs } from '../backoff.ts';
import { createBell } from '../bell.ts';
import type { Clock, ToolAnswer } from '../ports.ts';
import { createCell, type ReadableCell } from '../watchable.ts';
import type { Connection } from './connection.ts';
import type { OfferedTools } from './read-tools.ts';
import { ServerFailed } from './server-failed.ts';

/** A server that lives so long is at peace; its next end counts as the first. */
export const peaceMs = 60_000;
/** So many ends in a row without peace between them, and it stays down. */
export const endsMax = 5;
const waitMs = { first: 1000, max: 60_000 } as const;

export type KeptState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly offered: OfferedTools }
  | { readonly kind: 'waiting'; readonly trouble: ToolServerTrouble; readonly againAt: number }
  | { readonly kind: 'failed'; readonly trouble: ToolServerTrouble };

export type KeptServer = {
  readonly state: ReadableCell<KeptState>;
  /** Throws ServerFailed, also where it is down, or the signal's reason. Never repeats a call. */
  call(tool: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<ToolAnswer>;
  /** What it wrote last beside its messages; of one that has ended, its last words. */
  said(): string;
  /** Now, whatever it is doing. */
  restart(): void;
  /** Resolves when nothing of it runs any more. May be called twice. */
  close(): Promise<void>;
};

export type KeepParts = {
  /** Throws ServerFailed. */
  readonly connect: (onToolsChanged: () => void, signal: AbortSignal) => Promise<Connection>;
  readonly clock: Clock;
  readonly reportDefect: (error: unknown) => void;
};

/** Trying again does not help before the person has changed something. */
const lasting: ReadonlySet<ToolServerTrouble['code']> = new Set(['not_found', 'not_startable', 'sign_in', 'secrets']);

export function keepServer({ connect, clock, reportDefect }: KeepParts): KeptServer {
  const state = createCell<KeptState>({ kind: 'starting' });
  const life = new AbortController();
  const bell = createBell();
  let connection: Connection | null = null;
  /** Ends what is up or starting now, to begin anew. */
  let again = new AbortController();
  let saidBefore = '';
  let ends = 0;
  let isStale = false;
  let isRenewing = false;

  async function live(): Promise<void> {
    while (!life.signal.aborted) {
      state.set({ kind: 'starting' });
      const begunAt = clock.now();
      again = new AbortController();
      const trouble = await once(AbortSignal.any([life.signal, again.signal]));
      if (trouble === null) continue;
      ends = clock.now() - begunAt >= peaceMs ? 1 : ends + 1;
      await rest(trouble);
    }
  }

  /** From its start to its end. null: it was ended to begin anew, or for good. */
  async function once(signal: AbortSignal): Promise<ToolServerTrouble | null> {
    try {
      isStale = false;
      const up = await connect(() => void renew(signal), signal);
      connection = up;
      state.set({ kind: 'ready', offered: up.offered });
      // They may have changed while they were listed.
      if (isStale) void renew(signal);
      return await Promise.race([up.over, ended(signal)]);
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof ServerFailed) return error.trouble;
      reportDefect(error);
      return { code: 'not_understood', detail: '' };
    } finally {
      const gone = connection;
      saidBefore = gone?.said() ?? saidBefore;
      connection = null;
      await gone?.close();
    }
  }

  async function rest(trouble: ToolServerTrouble): Promise<void> {
    if (lasting.has(trouble.code) || ends >= endsMax) {
      state.set({ kind: 'failed', trouble });
      await bell.sleep(life.signal);
      return;
    }
    const ms = backoffMs(ends, waitMs.first, waitMs.max);
    state.set({ kind: 'waiting', trouble, againAt: clock.now() + ms });
    await bell.sleep(life.signal, { clock, ms });
  }

  /** The server says that its tools are others now. While one list is asked for, more such news comes to one more list. */
  async function renew(signal: AbortSignal): Promise<void> {
    isStale = true;
    if (isRenewing || connection === null) return;
    isRenewing = true;
    try {
      for (let up: Connection | null = connection; isStale && up !== null && !signal.aborted; up = connection) {
        isStale = false;
        const offered = await up.list(signal);
        if (connection === up) state.set({ kind: 'ready', offered });
      }
    } catch (error) {
      // One that cannot list its tools any more is over, or is slow and keeps those it had.
      if (!signal.aborted && !(error instanceof ServerFailed)) reportDefect(error);
    } finally {
      isRenewing = false;
    }
  }

  const done = live().catch((error: unknown) => {
    if (!life.signal.aborted) reportDefect(error);
  });

  return {
    state,
    async call(tool, input, signal) {
      const up = connection;
      if (up !== null) return await up.call(tool, input, signal);
      const now = state.current();
      throw new ServerFailed('trouble' in now ? now.trouble : { code: 'ended', exitCode: null, detail: '' });
    },
    said: () => connection?.said() ?? saidBefore,
    restart() {
      ends = 0;
      const { kind } = state.current();
      if (kind === 'waiting' || kind === 'failed') bell.ring();
      else again.abort();
    },
    async close() {
      life.abort();
      await done;
    },
  };
}

function ended(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
