// A route cannot be made, mounted or described without saying who may call it and which limit counts it.
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { route } from '../../../server/contract/route.ts';
import { routesIn } from '../../../server/http/contract-routes.ts';
import { requireRules } from '../../../server/http/route-rules.ts';

const at = { method: 'GET', path: '/v1/new', summary: 'A new route', tags: ['new'] } as const;

describe('a route of the contract', () => {
  it('does not compile without its access, nor without its limit', () => {
    const unruled = [
      // @ts-expect-error -- no access
      route({ ...at, limit: 'calm' }),
      // @ts-expect-error -- no limit
      route({ ...at, access: 'public' }),
    ];
    for (const made of unruled)
      expect(() => routesIn({ made })).toThrow(
        'The route GET /v1/new does not say who may call it and which limit counts it.',
      );
  });

  it('lists what its access and its limit can refuse', () => {
    const codesOf = (made: unknown) => routesIn(made).flatMap(({ codes }) => codes);
    const always = ['rate_limited', 'internal', 'overloaded', 'storage_unavailable', 'identity_unavailable'];
    expect(codesOf(route({ ...at, access: 'public', limit: 'none' }))).toEqual(['internal']);
    expect(codesOf(route({ ...at, access: 'public', limit: 'stream' }))).toEqual(always);
    expect(codesOf(route({ ...at, access: 'holder', limit: 'calm' }))).toEqual(['token_rejected', ...always]);
    expect(codesOf(route({ ...at, access: 'operator', limit: 'calm' }))).toEqual([
      'operator_key_rejected',
      'not_found',
      ...always,
    ]);
  });
});

describe('a server', () => {
  it.each([
    ['neither', {}],
    ['no access', { limit: 'calm' } as const],
    ['no limit', { access: 'public' } as const],
  ])('does not start with a route that states %s', (_name, config) => {
    const app = Fastify();
    requireRules(app);
    expect(() => app.get('/new', { config }, () => 'here')).toThrow(
      'The route GET /new does not say who may call it and which limit counts it.',
    );
  });

  it('knows of every route that is mounted, within plugins too', async () => {
    const app = Fastify({ exposeHeadRoutes: false });
    const routes = requireRules(app);
    await app.register(async (scope) => {
      scope.post('/in', { config: { access: 'operator', limit: 'calm' } }, () => 'here');
    });
    await app.ready();
    expect(routes).toEqual([{ method: 'POST', url: '/in', access: 'operator', limit: 'calm' }]);
    await app.close();
  });
});
