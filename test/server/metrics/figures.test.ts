// What the server tells Prometheus is what happened.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../server/lib/clock.ts';
import { urlOf } from '../../../server/http/listening-url.ts';
import { createFigures } from '../../../server/metrics/figures.ts';
import { createMetrics } from '../../../server/metrics/metrics.ts';
import { type OpenNow, readOnScrape } from '../../../server/metrics/read-on-scrape.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { hostedEnv } from '../../support/fake-upstream/hosted-env.ts';
import { type Companion, call, holdBody, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { type Sample, figuresAt, sumOf } from './read-figures.ts';

const token = newToken();
let server: Companion;
let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: [{ id: 'fake-small' }] });
  server = await startCompanion({
    METRICS_PORT: '0',
    ...hostedEnv(upstream.url),
  });
  await grantTo(server.folder, { token, credits: 50 });
}, 180_000);
afterAll(async () => {
  await server.close();
  await upstream.stop();
});

const figures = () => figuresAt(server.metricsUrl);

/** How much more each of these is after `work`. */
async function grown(
  names: readonly (readonly [name: string, labels?: Readonly<Record<string, string>>])[],
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  const sums = (samples: readonly Sample[]) => names.map(([name, labels]) => sumOf(samples, name, labels));
  const before = sums(await figures());
  await work();
  const after = sums(await figures());
  return after.map((sum, i) => sum - (before[i] ?? 0));
}

describe('the figures', () => {
  it('tell of rejected webhooks before there is one, so that Prometheus sees the first', async () => {
    const rejected = (await figures()).filter(({ name }) => name === 'tallystick_webhooks_rejected_total');
    expect(rejected).toEqual([{ name: 'tallystick_webhooks_rejected_total', labels: { rail: 'sandbox' }, value: 0 }]);
  });

  it('count a hold once when it is made and once when it ends, and what it came to', async () => {
    const ended = 'tallystick_holds_ended_total';
    const [opened, captured, released, microcredits] = await grown(
      [
        ['tallystick_holds_opened_total', { venue: 'local', payer: 'wallet' }],
        [ended, { end: 'captured' }],
        [ended, { end: 'released' }],
        ['tallystick_charged_microcredits_total', { payer: 'wallet', venue: 'local' }],
      ],
      async () => {
        for (const end of ['capture', 'capture', 'release']) {
          const body = holdBody();
          for (const _twice of [1, 2]) await call(server.url, 'POST /v1/holds', { as: token, body });
          for (const _twice of [1, 2]) await call(server.url, `POST /v1/holds/${body.id}/${end}`, { as: token });
        }
      },
    );
    expect([opened, captured, released, microcredits]).toEqual([3, 2, 1, 2_000_000]);
  });

  it('do not count a hold that was refused, nor one that was only kept open for longer', async () => {
    const body = holdBody();
    await call(server.url, 'POST /v1/holds', { as: token, body });
    const [opened, ended] = await grown(
      [['tallystick_holds_opened_total'], ['tallystick_holds_ended_total']],
      async () => {
        await call(server.url, 'POST /v1/holds', { as: newToken(), body: holdBody() });
        await call(server.url, `POST /v1/holds/${body.id}/extend`, { as: token, body: {} });
      },
    );
    expect([opened, ended]).toEqual([0, 0]);
    expect(sumOf(await figures(), 'tallystick_open_holds')).toBeGreaterThan(0);
  });

  it('time requests by the pattern of their route, and never by their address', async () => {
    const id = randomUUID();
    const name = 'tallystick_http_request_duration_seconds_count';
    const [read, unknown, odd] = await grown(
      [
        [name, { route: '/v1/holds/:id', method: 'GET', status: '4xx' }],
        [name, { route: 'none', method: 'GET', status: '4xx' }],
        [name, { method: 'other' }],
      ],
      async () => {
        await call(server.url, `GET /v1/holds/${id}`, { as: token });
        await call(server.url, `GET /nowhere/${id}`);
        await call(server.url, `REPORT /nowhere/${id}`);
      },
    );
    expect([read, unknown, odd]).toEqual([1, 1, 1]);
    expect(JSON.stringify(await figures())).not.toContain(id);
  });

  it('time what an upstream answers, whole or broken, and count its tokens', async () => {
    const ask = (stream: boolean) =>
      call(server.url, 'POST /v1/chat/completions', {
        as: token,
        body: { model: 'fake-small', messages: [{ role: 'user', content: 'Hi' }], stream },
      });
    const of = (end: string) => ['tallystick_upstream_answer_seconds_count', { upstream: 'gpu', end }] as const;
    const [whole, cut, first, completion, held] = await grown(
      [
        of('whole'),
        of('cut'),
        ['tallystick_upstream_first_byte_seconds_count', { upstream: 'gpu' }],
        ['tallystick_upstream_tokens_total', { upstream: 'gpu', kind: 'completion' }],
        ['tallystick_tokens_total', { venue: 'hosted', kind: 'prompt' }],
      ],
      async () => {
        upstream.setBehaviour(() => answer(['Hello', ' there']));
        await ask(true);
        upstream.setBehaviour(() => answer(['Hello'], { ending: { kind: 'cut' } }));
        await ask(true);
      },
    );
    expect([whole, cut, first]).toEqual([1, 1, 2]);
    expect(completion).toBeGreaterThan(0);
    expect(held).toBeGreaterThan(0);
    expect(sumOf(await figures(), 'tallystick_open_streams')).toBe(0);
  });

  it('tell how long a webhook waited until it was booked, and count those whose signature is wrong', async () => {
    const [booked, rejected] = await grown(
      [
        ['tallystick_webhook_lag_seconds_count', { rail: 'sandbox' }],
        ['tallystick_webhooks_rejected_total', { rail: 'sandbox' }],
      ],
      async () => {
        const { id } = await openOrder(server.url, newToken());
        await call(server.url, `POST /checkout/${id}/pay`);
        await call(server.url, 'POST /v1/webhooks/sandbox', { body: { id: 'forged' } });
        await until(figures, (samples) => sumOf(samples, 'tallystick_webhook_lag_seconds_count') > 0);
      },
    );
    expect([booked, rejected]).toEqual([1, 1]);
  });

  it('tell how the store is: commits, file, queue, audit, and that it can be read', async () => {
    await call(server.url, 'GET /readyz');
    const samples = await figures();
    const sum = (name: string, labels?: Readonly<Record<string, string>>) => sumOf(samples, name, labels);
    expect(sum('tallystick_storage_commit_seconds_count')).toBeGreaterThan(0);
    expect(sum('tallystick_storage_commands_total')).toBeGreaterThanOrEqual(
      sum('tallystick_storage_commit_seconds_count'),
    );
    expect(sum('tallystick_storage_file_bytes', { file: 'ledger' })).toBeGreaterThan(0);
    expect(sum('tallystick_storage_readable')).toBe(1);
    expect([sum('tallystick_limits', { state: 'own' }), sum('tallystick_limits')]).toEqual([1, 1]);
    expect(sum('tallystick_audit_findings')).toBe(0);
    expect(sum('tallystick_audit_timestamp_seconds')).toBeGreaterThan(1_700_000_000);
    expect(sum('tallystick_build_info', { store: 'sqlite' })).toBe(1);
    expect(samples.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });
});

describe('what waits', () => {
  it('is counted from the store itself, with how long the oldest has waited', async () => {
    const told = await startCompanion({
      METRICS_PORT: '0',
      OUTBOX_URL: 'http://127.0.0.1:1/nobody',
      OUTBOX_SECRET: 'a secret of enough length',
    });
    try {
      const { id } = await openOrder(told.url, newToken());
      await call(told.url, `POST /checkout/${id}/pay`);
      const samples = await until(
        () => figuresAt(told.metricsUrl),
        (found) => sumOf(found, 'tallystick_outbox_due', { outlet: 'http' }) > 0,
      );
      expect(sumOf(samples, 'tallystick_outbox_oldest_seconds', { outlet: 'http' })).toBeGreaterThan(0);
      expect(sumOf(samples, 'tallystick_dead_letters')).toBe(0);
    } finally {
      await told.close();
    }
  });
});

const sound = {
  openHolds: 4,
  inbox: { due: 0, oldestAt: null },
  outbox: [{ outlet: 'http' as const, due: 3, oldestAt: 1 }],
  dead: { inbox: 0, outbox: 0 },
};
const open: OpenNow = {
  answers: () => 0,
  orderStreams: () => 0,
  settlementsWaiting: () => Promise.resolve(0),
  limits: () => Promise.resolve('own'),
  agreement: () => ({ kind: 'own' }),
};

it('times are told in seconds', async () => {
  const metrics = createMetrics({ version: '1.0.0', store: 'sqlite' });
  metrics.onAnswered({ route: '/v1/config', method: 'GET', status: 200, ms: 1_500 });
  metrics.onWebhook({ kind: 'booked', provider: 'sandbox', afterMs: 2_500 });
  metrics.onCommit({ ms: 250, commands: 1 });
  const storage = {
    backlog: () => Promise.resolve({ ...sound, inbox: { due: 1, oldestAt: 1_000 } }),
    engine: () => ({ kind: 'sqlite' as const, waiting: 0, fileBytes: 1, logBytes: 0 }),
  };
  const at = { host: '127.0.0.1', port: 0 };
  const listener = await metrics.listen(at, { storage, open, clock: createFakeClock(4_500), rails: [] });
  try {
    const samples = await figuresAt(`${urlOf(listener.address)}/metrics`);
    const times = ['http_request_duration_seconds_sum', 'webhook_lag_seconds_sum', 'storage_commit_seconds_sum'];
    const all = [...times, 'inbox_oldest_seconds'].map((name) => sumOf(samples, `tallystick_${name}`));
    expect(all).toEqual([1.5, 2.5, 0.25, 3.5]);
  } finally {
    await listener.close();
  }
});

it('a ledger that cannot be read is told as such, and nothing that stood in it stays', async () => {
  const figures = createFigures();
  const answers = [() => Promise.resolve(sound), () => Promise.reject(new Error('away'))];
  const read = readOnScrape({
    figures,
    clock: systemClock,
    storage: {
      backlog: () => answers.shift()?.() ?? Promise.reject(new Error('asked too often')),
      engine: () => ({ kind: 'postgres', waiting: 1, used: 2, idle: 3 }),
    },
    open: { ...open, agreement: () => ({ kind: 'replaced', names: ['PRICES', 'PACKS'] }) },
  });
  const text = async () => {
    await read();
    return figures.registry.metrics();
  };
  const whole = await text();
  expect(whole).toMatch(/^tallystick_open_holds 4$/m);
  expect(whole).toMatch(/^tallystick_settings_differing 2$/m);
  const after = await text();
  expect(after).toMatch(/^tallystick_storage_readable 0$/m);
  expect(after).toMatch(/^tallystick_storage_connections\{state="used"\} 2$/m);
  expect(after).not.toMatch(/^tallystick_(open_holds|outbox_due)/m);
});

it('nothing that counts is loaded where no port is named', async () => {
  const { execFileSync } = await import('node:child_process');
  const loaded = (env: Readonly<Record<string, string>>): readonly string[] =>
    JSON.parse(
      execFileSync(process.execPath, [join(import.meta.dirname, 'loaded-modules.mjs')], {
        env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ...env },
        encoding: 'utf8',
      }),
    );
  const counting = (names: readonly string[]) => names.filter((name) => /prom-client|server\/metrics\//.test(name));
  expect(counting(loaded({}))).toEqual([]);
  expect(counting(loaded({ METRICS_PORT: '0' })).length).toBeGreaterThan(2);
}, 180_000);
