import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { createStreams } from '../../../server/http/streams.ts';
import { type Companion, call, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';

const open: Companion[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(): Promise<Companion> {
  const server = await startCompanion();
  open.push(server);
  return server;
}

describe('the stream of an order', () => {
  it('tells the order as it is, then each change, then ends, to a plain curl', async () => {
    const server = await start();
    const { id } = await openOrder(server.url, newToken());
    const curl = spawn('curl', ['-sN', `${server.url}/v1/orders/${id}/events`]);
    let text = '';
    curl.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise((resolve) => curl.once('close', resolve));
    await until(
      async () => text,
      (now) => now.includes('"state":"open"'),
    );
    await call(server.url, `POST /checkout/${id}/pay`);
    await ended;
    const states = [...text.matchAll(/^data: .*"state":"(\w+)"/gm)].map(([, state]) => state);
    expect(states.at(0)).toBe('open');
    expect(states.at(-1)).toBe('paid');
    expect(text).toMatch(/^: ?$/m);
  });

  it('does not keep the server from stopping', async () => {
    const server = await startCompanion();
    const { id } = await openOrder(server.url, newToken());
    const answer = await fetch(`${server.url}/v1/orders/${id}/events`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const rest = answer.text().catch(() => 'cut');
    await server.close();
    expect(await rest).toMatch(/open/);
  });
});

describe('open streams', () => {
  const limits = { total: 3, perBucket: 2, lifetimeMs: 60_000 };

  it('are bounded for each network and altogether', () => {
    const streams = createStreams(limits);
    streams.open('a', undefined);
    streams.open('a', undefined);
    expect(() => streams.open('a', undefined)).toThrow('rate_limited');
    streams.open('b', undefined);
    expect(() => streams.open('c', undefined)).toThrow('rate_limited');
    streams.close();
    expect(streams.count()).toBe(0);
  });

  it('are freed when the client leaves, also before the first value', () => {
    const streams = createStreams(limits);
    const client = new AbortController();
    const stream = streams.open('a', client.signal);
    client.abort();
    expect([streams.count(), stream.signal.aborted]).toEqual([0, true]);
  });

  it('end when their lifetime is over', async () => {
    const streams = createStreams({ ...limits, lifetimeMs: 20 });
    const stream = streams.open('a', undefined);
    const silent = (async function* (): AsyncGenerator<number> {
      yield 1;
      await new Promise((resolve) => stream.signal.addEventListener('abort', resolve));
    })();
    const seen: number[] = [];
    for await (const value of stream.bound(silent)) seen.push(value);
    expect([seen, streams.count()]).toEqual([[1], 0]);
  });

  it('of a client that left are let go by the server', async () => {
    const server = await start();
    const { id } = await openOrder(server.url, newToken());
    for (let turn = 0; turn < 120; turn += 1) {
      const leaving = new AbortController();
      const answer = await fetch(`${server.url}/v1/orders/${id}/events`, { signal: leaving.signal });
      expect(answer.status).toBe(200);
      leaving.abort();
    }
  });
});
