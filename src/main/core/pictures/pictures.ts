// Fetches a picture that an answer names, because a person asked for it. The host learns no more than that: no cookie, no page that
// sent anybody, and no address within the networks of this computer is ever asked, by whatever way the answer names it.
import { isIP } from 'node:net';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { pictureBytesMax, pictureUrlMax } from '../../../preload/contract/file-limits.ts';
import { PictureUrl, type PictureTrouble } from '../../../preload/contract/pictures.ts';
import type { Clock } from '../ports.ts';
import { guardedLookup, NotPublic } from './guarded-lookup.ts';
import { isPicture } from './picture-bytes.ts';
import { isPublicAddress } from './public-address.ts';

export type Fetched =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array; readonly host: string }
  | { readonly kind: 'not_fetched'; readonly trouble: PictureTrouble };

export type Pictures = {
  /** Throws only the signal's reason, once it has aborted. */
  fetch(this: void, url: string, signal: AbortSignal): Promise<Fetched>;
  /** Ends what is being fetched. May be called twice. */
  close(): Promise<void>;
};

export type PicturesParts = {
  readonly clock: Clock;
  /** Hosts, with their port where it is not the usual one, that may stand in a network of one's own. */
  readonly localHosts: readonly string[];
  /** Names are looked up, and certificates vouched for, otherwise; for tests. */
  readonly lookup?: ReturnType<typeof guardedLookup>;
  readonly ca?: string;
};

export const withinMs = 20_000;
const atOnceMax = 6;
const stepsMax = 5;

export function createPictures({ clock, localHosts, lookup = guardedLookup(), ca }: PicturesParts): Pictures {
  const life = new AbortController();
  const tls = ca === undefined ? {} : { ca };
  const guarded = buildConnector({ timeout: withinMs, lookup, ...tls });
  const open = buildConnector({ timeout: withinMs, ...tls });
  let underWay = 0;

  async function fetchPicture(url: string, signal: AbortSignal): Promise<Fetched> {
    // An agent for each: no connection tells a host that two pictures were wanted by the same person.
    const agent = new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16_384,
      connect: (options, callback) => (localHosts.includes(hostOf(options)) ? open : guarded)(options, callback),
    });
    try {
      return await follow(url, { agent, signal, localHosts });
    } finally {
      await agent.destroy();
    }
  }

  return {
    async fetch(url, signal) {
      if (underWay >= atOnceMax) return no({ code: 'busy' });
      underWay += 1;
      const over = new AbortController();
      const late = new AbortController();
      const all = AbortSignal.any([signal, life.signal, late.signal]);
      clock.wait(withinMs, AbortSignal.any([over.signal, all])).then(
        () => late.abort(),
        () => undefined,
      );
      try {
        return await fetchPicture(url, all);
      } catch (error) {
        signal.throwIfAborted();
        life.signal.throwIfAborted();
        return no(late.signal.aborted ? { code: 'too_slow' } : tell(error));
      } finally {
        over.abort();
        underWay -= 1;
      }
    },
    close() {
      life.abort();
      return Promise.resolve();
    },
  };
}

type Way = {
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly localHosts: readonly string[];
};

async function follow(first: string, { agent, signal, localHosts }: Way): Promise<Fetched> {
  let url = new URL(first);
  for (let step = 0; step <= stepsMax; step += 1) {
    const { hostname, host } = url;
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    // What is an address already is not looked up by anybody.
    if (isIP(address) !== 0 && !isPublicAddress(address) && !localHosts.includes(host))
      return no({ code: 'not_public' });
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: 'image/webp, image/png, image/jpeg, image/gif', 'user-agent': 'Tallystick' },
    });
    const { statusCode: status, body } = answer;
    if (status === 200) return await read(body, host);
    const next = status >= 300 && status < 400 ? leadsTo(answer, url) : null;
    // It is not read, and its connection goes with the agent.
    body.on('error', () => undefined).destroy();
    if (next === null) return no({ code: 'answered', status });
    if (url.protocol === 'https:' && next.protocol !== 'https:') return no({ code: 'not_encrypted' });
    url = next;
  }
  return no({ code: 'answered', status: 310 });
}

/** null: nowhere that could be asked. */
function leadsTo({ headers }: Dispatcher.ResponseData, from: URL): URL | null {
  const { location } = headers;
  if (typeof location !== 'string' || location.length > pictureUrlMax) return null;
  const next = URL.parse(location, from.href);
  return next !== null && PictureUrl.safeParse(next.href).success ? next : null;
}

async function read(body: Dispatcher.ResponseData['body'], host: string): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > pictureBytesMax) return no({ code: 'too_large' });
  }
  const whole = Buffer.concat(chunks);
  return isPicture(whole) ? { kind: 'fetched', bytes: whole, host } : no({ code: 'no_picture' });
}

function tell(error: unknown): PictureTrouble {
  for (let cause = error; cause instanceof Error; { cause } = cause)
    if (cause instanceof NotPublic) return { code: 'not_public' };
  return { code: 'unreachable' };
}

function no(trouble: PictureTrouble): Fetched {
  return { kind: 'not_fetched', trouble };
}

/** As a URL has it: the port only where it is not the usual one. */
function hostOf({ hostname, port, protocol }: buildConnector.Options): string {
  return URL.parse(`${protocol}//${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`)?.host ?? '';
}
