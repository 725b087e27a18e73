// What the server sends to a collector, read by OpenTelemetry's own description of it: who sends, in whose trace each span stands and
// within which other, when it began, and that nobody can be recognized by it.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type FakeCollector, startFakeCollector } from '../../server/tracing/fake-collector.ts';
import { call, type Companion, holdBody, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { hostedEnv } from '../../support/fake-upstream/hosted-env.ts';
import { describeWhere } from '../describe-where.ts';
import { ensurePython } from '../python-packages.ts';

const Span = z.object({
  resource: z.record(z.string(), z.unknown()),
  trace: z.string().regex(/^[0-9a-f]{32}$/),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  parent: z.string().regex(/^([0-9a-f]{16})?$/),
  name: z.string(),
  kind: z.int(),
  ms: z.number(),
  at: z.number(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  events: z.array(z.string()),
});
type Span = z.infer<typeof Span>;

const packages = await ensurePython('opentelemetry-proto-1.45.2', ['opentelemetry-proto==1.45.2', 'protobuf==7.36.2']);

describeWhere('traces, as a collector reads them', packages, ({ python }) => {
  const token = newToken();
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const asker = '00f067aa0ba902b7';
  const client = 'client-whom-nobody-shall-know';
  const secrets = [token, client, '203.0.113.7', 'What is the capital of France?', 'Paris it is'];
  let collector: FakeCollector;
  let upstream: FakeUpstream;
  let server: Companion;
  let spans: readonly Span[];

  const read = (): readonly Span[] => {
    const { status, stdout, stderr } = spawnSync(python, [path.join(import.meta.dirname, 'read-traces.py')], {
      input: collector.bodies.map((body) => `${JSON.stringify(body)}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(stderr);
    return z.array(Span).parse(JSON.parse(stdout));
  };

  beforeAll(async () => {
    collector = await startFakeCollector();
    upstream = await startFakeUpstream({ models: [{ id: 'fake-small' }], behaviour: answer(['Paris it is']) });
    server = await startCompanion({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      TRUSTED_PROXIES: '127.0.0.1',
      ...hostedEnv(upstream.url, { traced: true }),
    });
    await grantTo(server.folder, { token, credits: 50 });
    const headers = { traceparent: `00-${trace}-${asker}-01`, 'x-forwarded-for': '203.0.113.7' };
    await call(server.url, 'POST /v1/holds', { as: client, body: holdBody(), headers });
    const question = { model: 'fake-small', messages: [{ role: 'user', content: 'What is the capital of France?' }] };
    await call(server.url, 'POST /v1/chat/completions', {
      as: token,
      body: question,
      headers: { ...headers, 'idempotency-key': randomUUID() },
    });
    const { id } = await openOrder(server.url, newToken());
    secrets.push(id);
    await call(server.url, `POST /checkout/${id}/pay`);
    await until(
      async () => collector.bodies.join(''),
      (sent) => sent.includes('work off webhook'),
    );
    await server.close();
    spans = read();
  });
  afterAll(async () => {
    await server.close();
    await upstream.stop();
    await collector.close();
  });

  it('say who sends them', () => {
    expect(spans.length).toBeGreaterThan(10);
    for (const { resource } of spans)
      expect(resource).toMatchObject({ 'service.name': 'tallystick-server', 'service.version': expect.any(String) });
  });

  it('stand in the trace of whoever asked, each within one that is there, and go on at the upstream', () => {
    const ours = spans.filter((span) => span.trace === trace);
    const ids = new Set(spans.map(({ id }) => id));
    expect(ids.size).toBe(spans.length);
    const requests = ours.filter(({ parent }) => parent === asker);
    // 2: a server's span.
    expect(requests.map(({ name, kind }) => [name, kind])).toEqual([
      ['POST /v1/holds', 2],
      ['POST /v1/chat/completions', 2],
    ]);
    for (const { parent } of spans) expect([asker, '', ...ids]).toContain(parent);
    const [asked] = ours.filter(({ name }) => name === 'upstream chat');
    expect([asked?.kind, asked?.events]).toEqual([3, ['first byte']]);
    expect(upstream.requests.at(-1)?.headers['traceparent']).toBe(`00-${trace}-${String(asked?.id)}-01`);
  });

  it('begin while the span around them is open', () => {
    const byId = new Map(spans.map((span) => [span.id, span]));
    const within = spans.flatMap((span) => {
      const around = byId.get(span.parent);
      return around === undefined ? [] : [{ span, around }];
    });
    expect(within.length).toBeGreaterThan(5);
    // A commit is told in whole milliseconds.
    const strays = within.filter(({ span: { at }, around }) => at < around.at - 2 || at > around.at + around.ms + 2);
    expect(strays).toEqual([]);
  });

  it('hold nothing by which anybody, or what was said, can be recognized', () => {
    const all = collector.bodies.join('\n');
    for (const secret of secrets) expect(all).not.toContain(secret);
    const known = /^(http|tallystick|error|gen_ai)\./;
    expect(spans.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => !known.test(key))).toEqual([]);
  });
});
