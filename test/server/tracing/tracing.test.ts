// Spans arrive at a collector, tell what was done and for nobody whom, and a collector that is away costs nothing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../server/settings/config.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { type Companion, call, holdBody, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { type SentSpan, startFakeCollector } from './fake-collector.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function collector(how?: 'hangs') {
  const one = await startFakeCollector(how);
  opened.push(one);
  return one;
}

async function traced(endpoint: string, env: Readonly<Record<string, string>> = {}): Promise<Companion> {
  const server = await startCompanion({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env });
  opened.push(server);
  return server;
}

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

const named = (spans: readonly SentSpan[], name: string) => spans.filter((span) => span.name === name);
const attribute = (span: SentSpan | undefined, key: string) =>
  span?.attributes.find((one) => one.key === key)?.value.stringValue;

describe('spans', () => {
  it('of a hold stand in the trace of whoever asked, one within the other down to the commit', async () => {
    const { url, spans } = await collector();
    const server = await traced(url);
    const headers = { traceparent: `00-${trace}-${parent}-01` };
    await call(server.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody(), headers });
    const all = () => Promise.resolve(spans);
    const ours = (found: readonly SentSpan[]) => found.filter(({ traceId }) => traceId === trace);
    await until(all, (found) => named(ours(found), 'POST /v1/holds').length > 0);
    const chain = ['POST /v1/holds', 'hold', 'storage reserveHold', 'storage commit'];
    const above = chain.map((name) => named(ours(spans), name)[0]);
    expect(above.map((span) => span?.parentSpanId)).toEqual([
      parent,
      ...above.slice(0, -1).map((span) => span?.spanId),
    ]);
    expect(attribute(above[0], 'http.route')).toBe('/v1/holds');
    expect(attribute(above[1], 'tallystick.answer')).toBe('answered');
  });

  it('of a capture, a webhook and what it led to are there', async () => {
    const { url, spans } = await collector();
    const server = await traced(url);
    const body = holdBody();
    await call(server.url, 'POST /v1/holds', { as: 'client-1234', body });
    await call(server.url, `POST /v1/holds/${body.id}/capture`, { as: 'client-1234' });
    const { id } = await openOrder(server.url, newToken());
    await call(server.url, `POST /checkout/${id}/pay`);
    const names = ['POST /v1/holds/:id/capture', 'capture', 'file webhook', 'work off webhook'];
    await until(
      () => Promise.resolve(names.filter((name) => named(spans, name).length === 0)),
      (missing) => missing.length === 0,
    );
    const [worked] = named(spans, 'work off webhook');
    expect(attribute(worked, 'tallystick.rail')).toBe('sandbox');
    expect(spans.some(({ parentSpanId, name }) => parentSpanId === worked?.spanId && name.startsWith('storage '))).toBe(
      true,
    );
    expect(spans.filter(({ name }) => name.includes(body.id) || name.includes(id))).toEqual([]);
  });

  it('go on at an upstream that is the operator’s own, and nowhere else', async () => {
    const { url, spans } = await collector();
    const token = newToken();
    const [own, others] = [await startFakeUpstream({ models: [] }), await startFakeUpstream({ models: [] })];
    opened.push({ close: () => own.stop() }, { close: () => others.stop() });
    const at = (name: string, base: string, more: object) => ({
      name,
      kind: 'openai',
      base_url: base,
      models: [{ id: `model-of-${name}` }],
      ...more,
    });
    const server = await traced(url, {
      UPSTREAMS: JSON.stringify([at('own', own.url, { traced: true }), at('others', others.url, {})]),
      PRICE_RULES: '[{"id":"hosted","models":"*","venue":"hosted","per_request_microcredits":1}]',
    });
    await grantTo(server.folder, { token, credits: 5 });
    for (const upstream of [own, others]) upstream.setBehaviour(() => answer(['A secret word']));
    for (const name of ['own', 'others'])
      await call(server.url, 'POST /v1/chat/completions', {
        as: token,
        body: { model: `model-of-${name}`, messages: [{ role: 'user', content: 'a secret question' }], stream: true },
        headers: { traceparent: `00-${trace}-${parent}-01` },
      });
    await until(
      () => Promise.resolve(named(spans, 'upstream chat').length),
      (count) => count === 2,
    );
    const [first] = named(spans, 'upstream chat');
    expect(own.requests.at(-1)?.headers['traceparent']).toBe(`00-${trace}-${first?.spanId}-01`);
    expect(others.requests.at(-1)?.headers['traceparent']).toBeUndefined();
  });

  it('hold no question, no answer, no token, no address and nothing else that a caller sends', async () => {
    const { url, bodies, spans } = await collector();
    const token = newToken();
    const server = await traced(url, { TRUSTED_PROXIES: '127.0.0.1' });
    const headers = {
      'x-forwarded-for': '203.0.113.77',
      'user-agent': 'canary-agent',
      'x-request-id': 'canary-request',
      traceparent: `00-${trace}-${parent}-01`,
      tracestate: 'canary=state',
      baggage: 'canary=baggage',
    };
    const body = { ...holdBody(), model: 'canary-model' };
    await call(server.url, 'POST /v1/holds?canary=query', { as: token, body, headers });
    await call(server.url, `GET /v1/holds/${body.id}`, { as: 'canary-client', headers });
    await call(server.url, 'GET /canary/path', { headers });
    await until(
      () => Promise.resolve(named(spans, 'GET none').length),
      (count) => count > 0,
    );
    for (const word of ['canary', token, '203.0.113', body.id]) expect(bodies.join('\n')).not.toContain(word);
  });

  it('begin a trace of their own where the traceparent is none, and none is kept for a probe', async () => {
    const { url, spans } = await collector();
    const server = await traced(url);
    for (const traceparent of ['nonsense', `00-${'0'.repeat(32)}-${parent}-01`, `00-${trace}-${'0'.repeat(16)}-01`])
      await call(server.url, 'GET /v1/config', { headers: { traceparent } });
    await call(server.url, 'GET /readyz');
    await until(
      () => Promise.resolve(named(spans, 'GET /v1/config')),
      (found) => found.length === 3,
    );
    const found = named(spans, 'GET /v1/config');
    expect(new Set(found.map(({ traceId }) => traceId)).size).toBe(3);
    expect(found.map(({ parentSpanId }) => parentSpanId ?? '')).toEqual(['', '', '']);
    expect(spans.filter(({ name }) => name.includes('readyz'))).toEqual([]);
  });
});

describe('a collector that', () => {
  it.each([
    ['is away', () => Promise.resolve('http://127.0.0.1:1')],
    ['takes everything and never answers', async () => (await collector('hangs')).url],
  ])('%s costs no request anything, and the server stops all the same', async (_how, endpoint) => {
    const server = await startCompanion({ OTEL_EXPORTER_OTLP_ENDPOINT: await endpoint() });
    const asked = Array.from({ length: 50 }, () =>
      call(server.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    // Beyond the free allowance they are refused; none fails.
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    await server.close();
    const told = server
      .log()
      .split('\n')
      .filter((line) => line.includes('the collector does not take spans'));
    expect(told.length).toBe(1);
  });
});

describe('the setting', () => {
  it('is an address, and nothing is loaded without it', () => {
    expect(() => loadSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })).toThrow(
      /^OTEL_EXPORTER_OTLP_ENDPOINT/,
    );
    const loaded = (env: Readonly<Record<string, string>>): readonly string[] =>
      JSON.parse(
        execFileSync(process.execPath, [join(import.meta.dirname, '../metrics/loaded-modules.mjs')], {
          env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ...env },
          encoding: 'utf8',
        }),
      );
    const tracing = (names: readonly string[]) => names.filter((name) => /opentelemetry|server\/tracing\//.test(name));
    expect(tracing(loaded({}))).toEqual([]);
    expect(tracing(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).length).toBeGreaterThan(3);
  }, 120_000);
});
