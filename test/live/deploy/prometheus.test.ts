// A real Prometheus reads the figures of two servers with real traffic: it accepts them, the alerts can be worked out, and every query of
// the dashboard for Grafana finds what it asks for.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDashboard } from '../../server/metrics/dashboard.ts';
import { call, type Companion, holdBody, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { type EventReceiver, startEventReceiver } from '../../support/event-receiver.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { hostedEnv } from '../../support/fake-upstream/hosted-env.ts';
import { describeWhere, here } from '../describe-where.ts';
import { describeOnPostgres } from '../postgres/on-postgres.ts';
import { type PrometheusServer, prometheusIsHere, startPrometheus } from './prometheus-server.ts';

/** As Grafana fills them in where all is shown. */
const filled = (expr: string): string => expr.replaceAll('$job', '.*').replaceAll('$__rate_interval', '10s');

/** What stands there only once PostgreSQL has let a command repeat. */
const mayBeEmpty = ['tallystick_storage_repeats_total'];

describeWhere('Prometheus', here(await prometheusIsHere(), 'Prometheus'), () =>
  describeOnPostgres('and two servers', (cluster) => {
    let prometheus: PrometheusServer;
    let upstream: FakeUpstream;
    let receiver: EventReceiver;
    let servers: Companion[];
    const token = newToken();

    beforeAll(async () => {
      upstream = await startFakeUpstream({ models: [{ id: 'fake-small' }] });
      receiver = await startEventReceiver();
      const env = {
        METRICS_PORT: '0',
        FREE_LIMIT: '10000',
        OUTBOX_URL: receiver.url,
        OUTBOX_SECRET: 'a secret for the events of the test',
        ...hostedEnv(upstream.url),
      };
      const database = {
        DATABASE_URL: cluster.url(await cluster.create()),
        ANON_SALT: 'a salt of the figures of the test',
      };
      servers = [await startCompanion(env), await startCompanion({ ...env, ...database })];
      for (const [at, { folder }] of servers.entries()) {
        const own = at === 0 ? {} : database;
        await grantTo(folder, { token, credits: 50 }, own);
      }
      prometheus = await startPrometheus(servers.map(({ metricsUrl }) => new URL(metricsUrl ?? '').host));
    });
    afterAll(async () => {
      await prometheus.close();
      for (const server of servers) await server.close();
      await upstream.stop();
      await receiver.close();
    });

    async function traffic({ url }: Companion): Promise<void> {
      const [kept, given] = [holdBody(), holdBody()];
      for (const body of [kept, given]) await call(url, 'POST /v1/holds', { as: 'client-1234', body });
      await call(url, `POST /v1/holds/${kept.id}/capture`, { as: 'client-1234' });
      await call(url, `POST /v1/holds/${given.id}/release`, { as: 'client-1234' });
      upstream.setBehaviour(answer(['Yes.']));
      await call(url, 'POST /v1/chat/completions', {
        as: token,
        body: { model: 'fake-small', messages: [{ role: 'user', content: 'Hi' }] },
        headers: { 'idempotency-key': randomUUID() },
      });
      const { id } = await openOrder(url, newToken());
      await call(url, `POST /checkout/${id}/pay`);
      await call(url, 'POST /v1/webhooks/sandbox', { body: {} });
      expect((await call(url, 'GET /readyz')).status).toBe(200);
    }

    it('takes the figures as they are written, and finds nothing to say against those of our own', async () => {
      await Promise.all(servers.map(traffic));
      for (const { metricsUrl } of servers) {
        const input = await (await fetch(metricsUrl ?? '')).text();
        const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
        // The library calls three of its gauges …_total.
        expect(stderr.split('\n').filter((line) => !/^(nodejs_active_\w+_total non-counter .*)?$/.test(line))).toEqual(
          [],
        );
      }
      const up = () => prometheus.query('up{job="tallystick"}');
      await until(up, (found) => found.length === 2 && found.every(({ value }) => value === 1));
    });

    it('can work out every alert, and none is raised', async () => {
      const rules = () => prometheus.ask('rules');
      const all = await until(rules, (found) => !JSON.stringify(found).includes('"health":"unknown"'));
      expect(JSON.stringify(all)).not.toMatch(/"health":"(?!ok)/);
      expect(await prometheus.query('ALERTS')).toEqual([]);
    });

    it('has something for every query of the dashboard', async () => {
      const queries = readDashboard().panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr }) => ({ title, expr: filled(expr) })),
      );
      const empty = async () => {
        await Promise.all(servers.map(traffic));
        const found = await Promise.all(
          queries.map(async ({ title, expr }) => {
            const values = (await prometheus.query(expr)).map(({ value }) => value);
            return values.some(Number.isFinite) ? null : `${title}: ${expr}`;
          }),
        );
        return found.filter((one) => one !== null && !mayBeEmpty.some((name) => one.includes(name)));
      };
      expect(await until(empty, (left) => left.length === 0, 30_000).catch(empty)).toEqual([]);
    });

    it('knows the jobs that the dashboard lets one choose', async () => {
      const jobs = await prometheus.ask('label/job/values?match[]=tallystick_build_info');
      expect(jobs).toEqual(['tallystick']);
    });
  }),
);
