// The figures are the operator's: they stand on a listener of their own, beside which there is nothing else.
import http from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../../../server/settings/config.ts';
import { listenForMetrics } from '../../../server/metrics/metrics-listener.ts';
import { type Companion, startCompanion } from '../../support/companion.ts';

let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ METRICS_PORT: '0', ADMIN_API_KEY: 'the key of the operator' });
});
afterAll(() => server.close());

const status = async (url: string, init: RequestInit = {}): Promise<number> => {
  const answer = await fetch(url, init);
  await answer.body?.cancel();
  return answer.status;
};

it('what listens for the public knows no such address, with the operator’s key or without', async () => {
  expect(server.routes.filter(({ url }) => url.includes('metrics'))).toEqual([]);
  for (const headers of [{}, { 'x-api-key': 'the key of the operator' }])
    expect(await status(`${server.url}/metrics`, { headers })).toBe(404);
});

it('the listener answers GET and HEAD of one address, and nothing else', async () => {
  const url = server.metricsUrl ?? '';
  const base = new URL(url).origin;
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  await answer.text();
  expect(await status(url, { method: 'HEAD' })).toBe(200);
  expect(await status(url, { method: 'POST', body: 'x'.repeat(100_000) })).toBe(405);
  for (const path of ['/', '/v1/config', '/readyz', '/metrics/x', '/v1/wallets'])
    expect(await status(base + path)).toBe(404);
});

it('the listener is for this machine alone unless the operator says otherwise, and off where no port is named', async () => {
  expect(loadSettings({})).toMatchObject({ METRICS_HOST: '127.0.0.1' });
  expect(loadSettings({}).METRICS_PORT).toBeUndefined();
  expect(new URL(server.metricsUrl ?? '').hostname).toBe('127.0.0.1');
  const without = await startCompanion();
  expect(without.metricsUrl).toBeNull();
  await without.close();
});

it('however many ask at the same time, the figures are put together once', async () => {
  const state = { renders: 0 };
  const gate = Promise.withResolvers<string>();
  const listener = await listenForMetrics(
    { host: '127.0.0.1', port: 0 },
    {
      type: 'text/plain',
      render: () => {
        state.renders += 1;
        return gate.promise;
      },
    },
  );
  const { address } = listener;
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const asked = [1, 2, 3].map(() => arrived(port));
  await Promise.all(asked.map(({ sent }) => sent));
  gate.resolve('figures 1\n');
  expect(await Promise.all(asked.map(({ text }) => text))).toEqual(Array(3).fill('figures 1\n'));
  expect(state.renders).toBe(1);
  await listener.close();
  await listener.close();
});

/** `sent`: once the server has the request, as its answer to an Expect tells. */
function arrived(port: number): { readonly sent: Promise<void>; readonly text: Promise<string> } {
  const sent = Promise.withResolvers<void>();
  const text = Promise.withResolvers<string>();
  const request = http.request(
    { port, path: '/metrics', headers: { expect: '100-continue', 'content-length': '0' } },
    (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => text.resolve(body));
    },
  );
  request.once('continue', () => sent.resolve());
  request.once('error', text.reject);
  request.end();
  return { sent: sent.promise, text: text.promise };
}
