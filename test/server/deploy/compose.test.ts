// The compose file agrees with the server's settings, the image, and the proxy in front.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { isTrustedNetwork } from '../../../server/http/address.ts';
import { loadSettings, settingNames } from '../../../server/settings/config.ts';
import { closeSeconds, deployed, probes, yamlOf } from './read-deploy.ts';

const Service = z.object({
  image: z.string().regex(/:[\w.-]+$|^tallystick-server$/),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  read_only: z.boolean().default(false),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  ports: z.array(z.string()).default([]),
});
const Compose = z.object({
  services: z.object({
    'server-1': Service,
    'server-2': Service,
    database: Service,
    valkey: Service,
    caddy: Service.extend({
      networks: z.object({ outside: z.object({ ipv4_address: z.ipv4() }) }),
    }),
  }),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.object({
    inside: z.object({ internal: z.literal(true) }),
    outside: z.object({ ipam: z.object({ config: z.tuple([z.object({ subnet: z.string() })]) }) }),
  }),
});

const compose = Compose.parse(yamlOf('compose.yaml'));
const { database, valkey, caddy, ...nodes } = compose.services;
const secret = 'x'.repeat(32);

/** As Compose fills them in from .env. */
const filled = (text: string): string =>
  text.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_all, name: string) => (name === 'DOMAIN' ? 'credits.example.org' : secret));

const seconds = (period: string | undefined): number => Number(/^(\d+)s$/.exec(period ?? '')?.[1]);

it.each(Object.entries(nodes))('%s gets settings that the server takes, for production', (_name, { environment }) => {
  const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)]));
  expect(Object.keys(env).filter((name) => !settingNames.includes(name))).toEqual([]);
  const settings = loadSettings({ NODE_ENV: 'production', HOST: '0.0.0.0', ...env });
  expect(new URL(settings.DATABASE_URL ?? '').hostname).toBe('database');
  expect(settings.DATABASE_URL).toContain(`:${filled(database.environment['POSTGRES_PASSWORD'] ?? '')}@`);
  expect(new URL(settings.VALKEY_URL ?? '').hostname).toBe('valkey');
  const proxies = { networks: settings.TRUSTED_PROXIES, hops: settings.TRUSTED_PROXY_HOPS };
  expect(isTrustedNetwork(caddy.networks.outside.ipv4_address, proxies)).toBe(true);
  expect(isTrustedNetwork('172.30.7.1', proxies)).toBe(false);
});

it('each node has a folder of its own, waits for its stores, and has time to finish when it is told to stop', () => {
  for (const {
    volumes,
    depends_on: waits,
    read_only: isReadOnly,
    stop_grace_period: grace,
    environment,
  } of Object.values(nodes)) {
    expect([isReadOnly, Object.keys(waits)]).toEqual([true, ['database', 'valkey']]);
    expect(volumes).toEqual([expect.stringMatching(/^node-\d:\/data$/)]);
    expect(seconds(grace)).toBeGreaterThan(Number(environment['SHUTDOWN_GRACE_SECONDS']) + closeSeconds);
    expect(seconds(caddy.stop_grace_period)).toBeGreaterThanOrEqual(seconds(grace));
  }
  expect(nodes['server-1'].volumes).not.toEqual(nodes['server-2'].volumes);
  expect([database.healthcheck, valkey.healthcheck].every((check) => check !== undefined)).toBe(true);
});

it('only the proxy can be reached from outside', () => {
  const open = Object.entries(compose.services).filter(([, { ports }]) => ports.length > 0);
  expect(open.map(([name]) => name)).toEqual(['caddy']);
});

it('names nothing that has to be filled in but what compose.env.example names', () => {
  const asked = [...deployed('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
  const named = [...deployed('compose.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  expect(new Set(asked)).toEqual(new Set(named));
});

it('volumes that are used are declared, and the other way round', () => {
  const used = Object.values(compose.services)
    .flatMap(({ volumes }) => volumes)
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((name) => !name.startsWith('.'));
  expect(new Set(used)).toEqual(new Set(Object.keys(compose.volumes)));
});

it('the proxy passes requests to both nodes, asks a probe of the contract, and cuts no stream', () => {
  const caddyfile = deployed('Caddyfile');
  expect(/reverse_proxy (.+) \{/.exec(caddyfile)?.[1]).toBe(
    Object.keys(nodes)
      .map((name) => `${name}:8787`)
      .join(' '),
  );
  expect(probes).toContain(/health_uri (\S+)/.exec(caddyfile)?.[1]);
  expect(caddyfile.replaceAll(/#.*$/gm, '')).not.toContain('flush_interval');
  for (const name of ['X-User-Id', 'X-Org-Id', 'X-Plan']) expect(caddyfile).toContain(`header_up -${name}`);
});
