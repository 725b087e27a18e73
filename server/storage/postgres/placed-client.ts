// A connection to whichever of a database's hosts serves. What is connected elsewhere is cut off when another host has taken over, so
// that nobody reads there what was true once.
import pg from 'pg';
import { placesOf, type DatabaseSession } from '../../lib/database-places.ts';
import { StorageUnavailable } from '../storage.ts';
import { createPlaceFinder, NoPlaceServes, type PlaceFinder, sessionAsked, whyNotServing } from './place-finder.ts';

export type Placing = {
  readonly url: string;
  /** What is asked of several hosts whose address does not say it. */
  readonly session?: DatabaseSession | undefined;
  readonly connectMs: number;
  /** Refuses a host that may forget what it has acknowledged, of one host, too. Default false. */
  readonly mustLast?: boolean | undefined;
  /** Ends at once what is not connected yet. */
  readonly closing?: AbortSignal | undefined;
};

type Config = pg.ClientConfig & { readonly connectionString: string };

/** The class of connections of this address, and what they are made with. All of one class share what was found. */
export function clientsOf({
  url,
  session: otherwise = 'read-write',
  connectMs,
  mustLast = false,
  closing = new AbortController().signal,
}: Placing): { readonly Client: typeof pg.Client; readonly config: Config } {
  const session = sessionAsked(url, otherwise);
  const [first = url] = placesOf(url);
  const wanted = { session, mustLast };
  const finder = session === null ? alwaysAt(url) : createPlaceFinder(url, { wanted, timeMs: connectMs, closing });
  const open = new Map<pg.Client, string>();
  finder.onMoved((now) => {
    for (const [client, place] of open) if (place !== now) client.connection.stream.destroy();
  });

  class PlacedClient extends pg.Client {
    override connect(): Promise<pg.Client>;
    override connect(callback: ((error: Error) => void) | ((error: null, client: pg.Client) => void)): void;
    override connect(callback?: object): Promise<pg.Client> | void {
      const connecting = this.#connect();
      if (typeof callback !== 'function') return connecting;
      const tell = (error: unknown) => void Reflect.apply(callback, undefined, [error, this]);
      void connecting.then(() => tell(null), tell);
    }

    async #connect(): Promise<pg.Client> {
      // A pool listens for it only once all this is done. One that is lost before is told to whoever connects.
      this.on('error', () => undefined);
      const place = await finder.find();
      const { host, port } = new pg.Client({ connectionString: place });
      Object.assign(this, { host, port });
      open.set(this, place);
      this.once('end', () => open.delete(this));
      const closed = new StorageUnavailable('the store is closed');
      // With an error: where somebody has ended it as well, nothing else tells who waits for it.
      const giveUp = (): void => void this.connection.stream.destroy(closed);
      closing.addEventListener('abort', giveUp);
      try {
        if (closing.aborted) throw closed;
        await super.connect();
        const reason = await whyNotServing(this, wanted);
        if (reason !== null) throw new NoPlaceServes(`${host}:${port} ${reason}`);
        return this;
      } catch (error) {
        finder.forget(place);
        open.delete(this);
        this.connection.stream.destroy();
        throw error;
      } finally {
        closing.removeEventListener('abort', giveUp);
      }
    }
  }
  return { Client: PlacedClient, config: { connectionString: first } };
}

function alwaysAt(place: string): PlaceFinder {
  return { find: () => Promise.resolve(place), forget: () => undefined, onMoved: () => undefined };
}
