// Checks that every mounted route, in the contract or not, says who may call it and which limit counts it. The server does not
// start with a route that does not.
import type { FastifyInstance } from 'fastify';
import { type Access, type Limit, RouteRules } from '../contract/route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Missing only where there is no route and Fastify answers 404. */
    limit?: Limit;
  }
}

export type MountedRoute = RouteRules & { readonly method: string; readonly url: string };

/** Has to be called before any route is mounted. The list grows as routes are mounted. */
export function requireRules(app: FastifyInstance): readonly MountedRoute[] {
  const mounted: MountedRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const methods = [method].flat();
    // The CORS plugin mounts it for preflights, which it answers in a hook before any route is reached.
    if (url === '*' && methods.join() === 'OPTIONS') return;
    for (const one of methods) mounted.push({ ...rulesOf(`${one} ${url}`, config), method: one, url });
  });
  return mounted;
}

export function rulesOf(name: string, given: unknown): RouteRules {
  const rules = RouteRules.safeParse(given);
  if (rules.success) return rules.data;
  throw new Error(`The route ${name} does not say who may call it and which limit counts it.`);
}
