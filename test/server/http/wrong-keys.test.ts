// Wrong API keys are counted as wrong tokens are: a network gets no more of them looked up than it has tries.
import { expect, it } from 'vitest';
import { call, startCompanion } from '../../support/companion.ts';
import { newApiKey } from '../../../server/lib/api-key.ts';

it('a network that has shown too many wrong keys is heard no more, but for keys that are known', async () => {
  const operatorKey = 'the key of the operator';
  const server = await startCompanion({ ADMIN_API_KEY: operatorKey, RL_MAX_REQUESTS_IP: '3' });
  try {
    const { body } = await call(server.url, 'POST /v1/api-keys', {
      headers: { 'x-api-key': operatorKey },
      body: { kind: 'service', name: 'shop' },
    });
    const ask = async (key: string) => {
      const reply = await call(server.url, 'GET /v1/summary?payer=alice', {
        headers: { authorization: `Bearer ${key}` },
      });
      return [reply.status, reply.body.reason];
    };
    expect((await ask(body.key))[0]).toBe(200);
    for (let nth = 0; nth < 3; nth += 1) expect(await ask(newApiKey())).toEqual([401, 'unverified']);
    expect(await ask(newApiKey())).toEqual([429, 'sign_ins']);
    // It was looked up a moment ago, and services are counted by no limit.
    for (let nth = 0; nth < 5; nth += 1) expect((await ask(body.key))[0]).toBe(200);
  } finally {
    await server.close();
  }
});
