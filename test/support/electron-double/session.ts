// Sessions: the default one and named partitions, each with its protocol, permissions and request filter.
import { EventEmitter } from 'node:events';
import { z } from 'zod';
import { did } from './control.ts';
import { atReady, requireNotReady, requireReady } from './lifecycle.ts';
import { strict } from './strict.ts';

type Handler = (request: { readonly url: string; readonly method: string }) => Response | Promise<Response>;
type RequestFilter = (
  details: { readonly url: string; readonly resourceType: string },
  answer: (response: { readonly cancel?: boolean }) => void,
) => void;
export type Asking = { readonly isMainFrame: boolean; readonly requestingUrl: string };
type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (isAllowed: boolean) => void,
  asking: Asking,
) => void;
type PermissionCheck = (contents: unknown, permission: string, origin: string, asking: Asking) => boolean;

export type SessionState = {
  readonly partition: string | null;
  readonly handlers: Map<string, Handler>;
  filter: RequestFilter | null;
  permissionRequest: PermissionRequest | null;
  permissionCheck: PermissionCheck | null;
  devicePermission: ((details: unknown) => boolean) | null;
  spellCheckerLanguages: readonly string[];
  readonly events: EventEmitter;
};

export const privilegedSchemes = new Map<string, Readonly<Record<string, boolean>>>();
const states = new Map<string, SessionState>();
const sessions = new Map<string, object>();

export function sessionState(partition: string | null): SessionState {
  const key = partition ?? '';
  const known = states.get(key);
  if (known !== undefined) return known;
  const made: SessionState = {
    partition,
    handlers: new Map(),
    filter: null,
    permissionRequest: null,
    permissionCheck: null,
    devicePermission: null,
    spellCheckerLanguages: ['en-US'],
    events: new EventEmitter(),
  };
  states.set(key, made);
  return made;
}

export function sessionOf(partition: string | null): object {
  const key = partition ?? '';
  const known = sessions.get(key);
  if (known !== undefined) return known;
  const state = sessionState(partition);
  const made = strict('Session', {
    protocol: strict('Protocol', {
      handle(scheme: string, handler: Handler) {
        requireReady('protocol.handle');
        if (!privilegedSchemes.has(scheme)) throw new Error(`The scheme ${scheme} was not registered as privileged`);
        if (state.handlers.has(scheme)) throw new Error(`The scheme ${scheme} already has a handler`);
        state.handlers.set(scheme, handler);
      },
    }),
    webRequest: strict('WebRequest', {
      onBeforeRequest(filter: RequestFilter) {
        state.filter = filter;
      },
    }),
    setPermissionRequestHandler(handler: PermissionRequest) {
      state.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: PermissionCheck) {
      state.permissionCheck = handler;
    },
    setDevicePermissionHandler(handler: (details: unknown) => boolean) {
      state.devicePermission = handler;
    },
    setSpellCheckerLanguages(languages: readonly string[]) {
      state.spellCheckerLanguages = languages;
    },
    setSpellCheckerEnabled: (_isEnabled: boolean) => undefined,
    addWordToSpellCheckerDictionary: () => true,
    clearStorageData: async () => undefined,
    on: (event: string, listener: (...args: unknown[]) => void) => state.events.on(event, listener),
    removeAllListeners: (event: string) => state.events.removeAllListeners(event),
  });
  sessions.set(key, made);
  // Whatever a window says of spellcheck. What is set after something awaited comes too late.
  const soon = partition === null ? setImmediate : queueMicrotask;
  soon(() => {
    if (state.spellCheckerLanguages.length > 0) did('fetchDictionary', partition ?? 'default');
  });
  return made;
}

// The default session is there as soon as the app is ready, whether anybody asks for it or not.
atReady(() => sessionOf(null));

export const session = strict('session', {
  get defaultSession() {
    requireReady('session.defaultSession');
    return sessionOf(null);
  },
  fromPartition(partition: string, _options: { readonly cache: boolean }) {
    requireReady('session.fromPartition');
    if (partition.startsWith('persist:')) throw new Error('A session of its own is kept in memory only');
    return sessionOf(partition);
  },
});

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(
    schemes: readonly { readonly scheme: string; readonly privileges: Readonly<Record<string, boolean>> }[],
  ) {
    requireNotReady('protocol.registerSchemesAsPrivileged');
    if (privilegedSchemes.size > 0) throw new Error('protocol.registerSchemesAsPrivileged can only be called once');
    for (const { scheme, privileges } of schemes) privilegedSchemes.set(scheme, privileges);
  },
});

export const Loaded = z
  .object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.instanceof(Uint8Array) })
  .nullable();
export type Loaded = z.infer<typeof Loaded>;

/** What is loaded, and as what: "mainFrame", "subFrame", "script", … */
export type Load = { readonly url: string; readonly method?: string; readonly resourceType?: string };

export function isCancelled(partition: string | null, { url, resourceType = 'other' }: Load): Promise<boolean> {
  const { filter } = sessionState(partition);
  return new Promise((resolve) => {
    if (filter === null) return resolve(false);
    filter(strict('details', { url, resourceType }), ({ cancel }) => resolve(cancel === true));
  });
}

/** Loads an address as a page of the session would; null where the session cancels it or nobody answers. */
export async function loadIn(partition: string | null, load: Load): Promise<Loaded> {
  const { url, method = 'GET' } = load;
  const state = sessionState(partition);
  const handler = state.handlers.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined || (await isCancelled(partition, load))) return null;
  // An unknown scheme would be refused by the standard Request, so the double hands over what the handler reads of it.
  const response = await handler(strict('Request', { url, method }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}
