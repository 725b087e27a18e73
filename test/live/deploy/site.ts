// What Compose starts, on this computer: two nodes over one PostgreSQL and one Valkey or Redis, behind Caddy, with a hosted model.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { freePort } from '../../support/app/free-port.ts';
import {
  cliPath,
  companionEnv,
  type CompanionProcess,
  newToken,
  spawnCompanion,
  tempFolder,
  until,
} from '../../support/companion.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { hostedEnv } from '../../support/fake-upstream/hosted-env.ts';
import type { Cluster } from '../postgres/cluster.ts';
import { type CuttingProxy, startCuttingProxy } from '../postgres/cutting-proxy.ts';
import { startValkey } from '../valkey/valkey-server.ts';
import { type CaddyServer, startCaddy } from './caddy-server.ts';

export type Node = {
  readonly url: string;
  readonly metricsUrl: string;
  /** Its way to the database. */
  readonly line: CuttingProxy;
  /** Again, on its port. */
  start(): Promise<void>;
  /** As whoever runs it tells it to, and how it ended. */
  stop(): Promise<number | string | null>;
};

export type Site = {
  readonly caddy: CaddyServer;
  readonly nodes: readonly [Node, Node];
  readonly upstream: FakeUpstream;
  readonly databasePort: number;
  /** A new token with so many credits. */
  payer(credits: number): Promise<string>;
  close(): Promise<void>;
};

export const webhookSecret = 'a secret of the sandbox of the site';

export type SiteOptions = {
  readonly cluster: Cluster;
  /** valkey-server or redis-server. */
  readonly program: string;
  readonly env?: Readonly<Record<string, string>>;
};

export async function openSite(options: SiteOptions): Promise<Site> {
  const opened: { close(): Promise<unknown> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).toReversed()) await one.close();
  };
  try {
    return { ...(await open(options, opened)), close };
  } catch (failed) {
    await close();
    throw failed;
  }
}

async function open(
  { cluster, program, env = {} }: SiteOptions,
  opened: { close(): Promise<unknown> }[],
): Promise<Omit<Site, 'close'>> {
  const keep = <T extends { close(): Promise<unknown> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  const valkey = keep(await startValkey(program));
  const upstream = await startFakeUpstream({ models: [{ id: 'fake-small' }] });
  keep({ close: () => upstream.stop() });
  const port = await freePort();
  const settings = {
    PUBLIC_URL: `https://localhost:${port}`,
    DATABASE_URL: cluster.url(await cluster.create()),
    DATABASE_POOL: '5',
    VALKEY_URL: valkey.url,
    VALKEY_WAIT_MS: '5000',
    FREE_LIMIT: '1000000',
    PLAN_FREE_PER_MINUTE: '1000000',
    SHUTDOWN_NOTICE_SECONDS: '15',
    ANON_SALT: 'the same salt on both of these nodes',
    SANDBOX_WEBHOOK_SECRET: webhookSecret,
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    ...hostedEnv(upstream.url),
    ...env,
  };
  const nodes = [keep(await openNode(settings, cluster)), keep(await openNode(settings, cluster))] as const;
  const caddy = keep(await startCaddy({ nodes: nodes.map(({ url }) => new URL(url).host), port }));
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), caddy.authority]);
  await until(
    () => fetch(`${caddy.url}/readyz`),
    ({ status }) => status === 200,
  );

  return {
    caddy,
    nodes,
    upstream,
    databasePort: cluster.port,
    async payer(credits) {
      const token = newToken();
      const folder = tempFolder();
      const args = ['grant', '--token', token, '--credits', String(credits), '--reason', 'a test'];
      // Without holding up this process: the nodes reach their database through it.
      await promisify(execFile)(process.execPath, [cliPath, ...args], {
        env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), ...settings },
      }).finally(() => rmSync(folder, { recursive: true, force: true }));
      return token;
    },
  };
}

async function openNode(
  settings: Readonly<Record<string, string>> & { readonly DATABASE_URL: string },
  cluster: Cluster,
): Promise<Node & { close(): Promise<void> }> {
  const folder = tempFolder();
  const line = await startCuttingProxy(cluster.port);
  const url = new URL(settings.DATABASE_URL);
  url.port = String(line.port);
  const metricsPort = String(await freePort());
  const env = { ...settings, DATABASE_URL: url.href, PORT: String(await freePort()), METRICS_PORT: metricsPort };
  const running: { process: CompanionProcess } = { process: await spawnCompanion(env, folder) };
  return {
    url: running.process.url,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    line,
    async start() {
      running.process = await spawnCompanion(env, folder);
    },
    stop: () => running.process.stop('SIGTERM'),
    async close() {
      await running.process.stop('SIGKILL');
      await line.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
