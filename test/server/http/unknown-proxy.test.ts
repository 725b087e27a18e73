// A proxy that the operator forgot to name makes one warning, and no more.
import { BlockList } from 'node:net';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addUnknownProxyWarning } from '../../../server/http/unknown-proxy.ts';
import { call, startCompanion } from '../../support/companion.ts';

const forwarded = { 'x-forwarded-for': '198.51.100.7' };
const warnings = (log: string) => log.split('\n').filter((line) => line.includes('TRUSTED_PROXIES'));

async function logOf(env: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) {
  const server = await startCompanion(env);
  for (let times = 0; times < 3; times += 1) await call(server.url, 'GET /v1/config', { headers });
  await server.close();
  return server.log();
}

describe('a proxy that TRUSTED_PROXIES does not name', () => {
  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'cf-connecting-ip'])(
    'is told once, by its %s',
    async (name) => {
      const log = await logOf({}, { [name]: '198.51.100.7' });
      expect(warnings(log)).toHaveLength(1);
      expect(log).not.toContain('198.51.100.7');
    },
  );

  it.each(['203.0.113.9', '2001:db8::9'])(
    'is told also where it stands on the internet, at %s',
    async (remoteAddress) => {
      const lines: string[] = [];
      const app = Fastify({ logger: { stream: { write: (line) => void lines.push(line) } } });
      addUnknownProxyWarning(app, { networks: new BlockList(), hops: 0 });
      await app.inject({ url: '/', headers: forwarded, remoteAddress });
      await app.close();
      expect(warnings(lines.join(''))).toHaveLength(1);
    },
  );

  it('is told when others are named', async () => {
    expect(warnings(await logOf({ TRUSTED_PROXIES: '10.1.2.3' }, forwarded))).toHaveLength(1);
  });

  it.each([{ TRUSTED_PROXIES: '127.0.0.1' }, { TRUSTED_PROXY_HOPS: '1' }])('is none where it is: %o', async (env) => {
    expect(warnings(await logOf(env, forwarded))).toEqual([]);
  });

  it('is none where no header speaks of one', async () => {
    expect(warnings(await logOf({}, {}))).toEqual([]);
  });
});
