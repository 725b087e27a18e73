// Knows which paths exist: to name the methods of a path in a 405, and to recognise a prefix that a proxy has put before a path.
import type { FastifyContextConfig, FastifyInstance } from 'fastify';

export type KnownPaths = {
  /** The methods of a path, sorted; empty where nothing is mounted. */
  methodsOf(path: string): readonly string[];
  /** Whether the first part of a path is the first part of some route. */
  isOurs(path: string): boolean;
};

type Known = { readonly pattern: RegExp; readonly methods: Set<string> };

/** Sees the routes that are added from now on. Those that are hidden are left out, as if they did not exist. */
export function watchPaths(
  app: FastifyInstance,
  isHidden: (config: Partial<FastifyContextConfig>) => boolean,
): KnownPaths {
  const known = new Map<string, Known>();
  const beginnings = new Set<string>();
  app.addHook('onRoute', ({ url, method, config }) => {
    if (url === '*' || isHidden(config ?? {})) return;
    const found = known.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) found.methods.add(one);
    if (found.methods.has('GET')) found.methods.add('HEAD');
    known.set(url, found);
    beginnings.add(beginningOf(url));
  });
  return {
    methodsOf: (path) =>
      [
        ...new Set([...known.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : []))),
      ].toSorted(),
    isOurs: (path) => beginnings.has(beginningOf(path)),
  };
}

/** The part of a request's address before its query. */
export function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}

/** Proxies may ask by the whole address, and mean the path in it (RFC 9112, 3.2.2). */
export function withoutOrigin(url: string): string {
  if (url.startsWith('/')) return url;
  const path = /^https?:\/\/[^/?#]*(.*)$/is.exec(url)?.[1] ?? url;
  return path === '' || path.startsWith('?') ? `/${path}` : path;
}

/**
 * An address without the path that PUBLIC_URL has: some proxies pass it on, and some leave it out. Where our own paths begin
 * alike, as under https://example.org/v1, what follows has to be one of ours.
 */
export function withoutBase(url: string, base: string, { isOurs }: KnownPaths): string {
  if (base === '' || !url.startsWith(`${base}/`)) return url;
  const rest = url.slice(base.length);
  return isOurs(pathOf(rest)) ? rest : url;
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}

function beginningOf(path: string): string {
  return path.split('/', 2)[1] ?? '';
}
