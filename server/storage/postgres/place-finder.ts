// Of several hosts of one database finds the one that serves: the first in their order that answers and, where it is to be written, takes
// writes. It is remembered, and found anew when it serves no longer.
import pg from 'pg';
import { placesOf, sessionOf, type DatabaseSession } from '../../lib/database-places.ts';
import { StorageUnavailable } from '../storage.ts';

/** No host serves now. Another may take the place of the one that did. */
export class NoPlaceServes extends Error {}

export type PlaceFinder = {
  /** One at a time looks, and all who wait hear what it has found. Throws NoPlaceServes. */
  find(): Promise<string>;
  /** It does not serve any more. */
  forget(place: string): void;
  /** Called with what serves whenever it is another than before. */
  onMoved(listener: (place: string) => void): void;
};

/** What is asked of a host. `session` null: nothing. `mustLast`: what was acknowledged there has to be on a disk (I24). */
export type Wanted = { readonly session: DatabaseSession | null; readonly mustLast: boolean };

const facts = `SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS serves,
  current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit`;
type Facts = { readonly serves: boolean; readonly fsync: string; readonly synchronous_commit: string };

/** null: there is one host, which is taken as it is. `otherwise`: what is asked of several that do not say it themselves. */
export function sessionAsked(url: string, otherwise: DatabaseSession): DatabaseSession | null {
  return sessionOf(url) ?? (placesOf(url).length > 1 ? otherwise : null);
}

type Finding = {
  readonly wanted: Wanted;
  /** How long all of them together may take to answer. */
  readonly timeMs: number;
  /** Ends a search at once. */
  readonly closing: AbortSignal;
};

export function createPlaceFinder(url: string, { wanted, timeMs, closing }: Finding): PlaceFinder {
  const places = placesOf(url);
  const eachMs = Math.max(1, Math.floor(timeMs / places.length));
  const listeners: ((place: string) => void)[] = [];
  const state: { place: string | null; last: string | null; looking: Promise<string> | null } = {
    place: null,
    last: null,
    looking: null,
  };

  async function look(): Promise<string> {
    const reasons: string[] = [];
    for (const place of places) {
      const reason = await whyNot(place, { wanted, eachMs, closing });
      if (closing.aborted) throw new StorageUnavailable('the store is closed');
      if (reason === null) return settleOn(place);
      reasons.push(`${new URL(place).host} ${reason}`);
    }
    throw new NoPlaceServes(`no host of the database serves: ${reasons.join('; ')}`);
  }

  function settleOn(place: string): string {
    const isOther = state.last !== place;
    Object.assign(state, { place, last: place });
    if (isOther) for (const listener of listeners) listener(place);
    return place;
  }

  return {
    async find() {
      if (state.place !== null) return state.place;
      state.looking ??= look().finally(() => (state.looking = null));
      return state.looking;
    },
    forget(place) {
      if (state.place === place) state.place = null;
    },
    onMoved: (listener) => void listeners.push(listener),
  };
}

type Asked = Pick<Finding, 'wanted' | 'closing'> & { readonly eachMs: number };

/** null: it serves. */
async function whyNot(place: string, { wanted, eachMs, closing }: Asked): Promise<string | null> {
  const client = new pg.Client({
    connectionString: place,
    application_name: 'tallystick',
    connectionTimeoutMillis: eachMs,
    query_timeout: eachMs,
  });
  client.on('error', () => undefined);
  const giveUp = (): void => void client.connection.stream.destroy();
  closing.addEventListener('abort', giveUp);
  try {
    await client.connect();
    return await whyNotServing(client, wanted);
  } catch (error) {
    return error instanceof Error ? error.message : 'does not answer';
  } finally {
    closing.removeEventListener('abort', giveUp);
    // Nothing is waited for: one that does not answer does not say goodbye either.
    giveUp();
  }
}

/** Of a connection, by one question at most; null: it serves. */
export async function whyNotServing(client: pg.ClientBase, { session, mustLast }: Wanted): Promise<string | null> {
  if (session !== 'read-write' && !mustLast) return null;
  const { rows } = await client.query<Facts>(facts);
  const [row] = rows;
  if (session === 'read-write' && row?.serves !== true) return 'takes no writes';
  const off = (['fsync', 'synchronous_commit'] as const).filter((name) => mustLast && row?.[name] === 'off');
  return off.length === 0 ? null : `may forget what it has acknowledged: turn ${off.join(' and ')} on there`;
}
