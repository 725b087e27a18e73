// The compose file agrees with the server's settings, the image, and the proxy in front.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { isTrustedNetwork } from '../../../server/http/address.ts';
import { loadSettings, settingNames } from '../../../server/settings/config.ts';
import { closeSeconds, deployed, folder, idleSeconds, probes, readySeconds, yamlOf } from './read-deploy.ts';

const Outside = z.object({ outside: z.object({ ipv4_address: z.ipv4() }) });
const Service = z.object({
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  image: z.string().regex(/:[\w.-]+$|^tallystick-server$/),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  read_only: z.boolean().default(false),
  tmpfs: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  ports: z.array(z.string()).default([]),
  networks: z.union([z.array(z.string()), Outside.transform((networks) => Object.keys(networks))]),
});
const Compose = z.object({
  services: z.object({
    'server-1': Service,
    'server-2': Service,
    database: Service,
    valkey: Service,
    caddy: Service.extend({ networks: Outside }),
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
const port = loadSettings({ ANON_SALT: secret }).PORT;

const caddyfile = deployed('Caddyfile').replaceAll(/#.*$/gm, '');
const said = (name: string): string => new RegExp(`${name} (.+)`).exec(caddyfile)?.[1] ?? '';

/** As Compose fills them in from .env. */
const filled = (text: string): string =>
  text.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_all, name: string) => (name === 'DOMAIN' ? 'credits.example.org' : secret));

const inDatabase = (what: string): string => filled(database.environment[`POSTGRES_${what}`] ?? '');

const seconds = (period: string | undefined): number => Number(/^(\d+)s$/.exec(period ?? '')?.[1]);

it.each(Object.entries(nodes))('%s gets settings that the server takes, for production', (_name, { environment }) => {
  const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)]));
  expect(Object.keys(env).filter((name) => !settingNames.includes(name))).toEqual([]);
  const settings = loadSettings({ NODE_ENV: 'production', HOST: '0.0.0.0', ...env });
  expect(settings.PUBLIC_URL).toBe('https://credits.example.org');
  const { hostname, pathname, username, password } = new URL(settings.DATABASE_URL ?? '');
  expect([hostname, pathname, username, password]).toEqual([
    'database',
    `/${inDatabase('DB')}`,
    inDatabase('USER'),
    inDatabase('PASSWORD'),
  ]);
  expect(new URL(settings.VALKEY_URL ?? '').hostname).toBe('valkey');
  const proxies = { networks: settings.TRUSTED_PROXIES, hops: settings.TRUSTED_PROXY_HOPS };
  expect(isTrustedNetwork(caddy.networks.outside.ipv4_address, proxies)).toBe(true);
  expect(isTrustedNetwork('172.30.7.1', proxies)).toBe(false);
});

it('each node has a folder of its own, may write nowhere else, and waits for its stores', () => {
  for (const { volumes, depends_on: waits, read_only: isReadOnly, tmpfs, ...node } of Object.values(nodes)) {
    expect([isReadOnly, tmpfs, Object.keys(waits)]).toEqual([true, ['/tmp'], ['database', 'valkey']]);
    expect([node.cap_drop, node.security_opt]).toEqual([['ALL'], ['no-new-privileges:true']]);
    expect(volumes).toEqual([expect.stringMatching(/^node-\d:\/data$/)]);
    expect(existsSync(join(folder, node.build?.context ?? '', node.build?.dockerfile ?? ''))).toBe(true);
  }
  expect(nodes['server-1'].volumes).not.toEqual(nodes['server-2'].volumes);
  expect(database.healthcheck?.test).toEqual(['CMD', 'pg_isready', '-U', inDatabase('USER'), '-d', inDatabase('DB')]);
  expect(valkey.healthcheck).toBeDefined();
});

it('each node has time to finish when it is told to stop, and the proxy stays as long', () => {
  for (const { stop_grace_period: grace, environment } of Object.values(nodes)) {
    const [notice, answers] = ['NOTICE', 'GRACE'].map((what) => Number(environment[`SHUTDOWN_${what}_SECONDS`]));
    expect(seconds(grace)).toBeGreaterThan((notice ?? NaN) + (answers ?? NaN) + closeSeconds);
    expect(seconds(caddy.stop_grace_period)).toBeGreaterThanOrEqual(seconds(grace));
    // What Caddy has just asked may still be answered with yes, as late as it waits; it has heard the no to its next question.
    expect(notice).toBeGreaterThan(seconds(said('health_interval')) + 2 * seconds(said('health_timeout')));
  }
});

it('the database has connections for every node and for the operator, and loses no commit; Valkey drops no count', () => {
  // Beside its pool a node has one on which it hears of the others; doctor, backups and whoever looks in need some.
  const asked = Object.values(nodes).reduce(
    (sum, { environment }) => sum + Number(environment['DATABASE_POOL']) + 1,
    0,
  );
  const settings = new URLSearchParams(database.command.filter((word) => word.includes('=')).join('&'));
  expect(Number(settings.get('max_connections'))).toBeGreaterThanOrEqual(asked + 10);
  expect(settings.get('synchronous_commit')).toBe('on');
  expect(valkey.command.join(' ')).toContain('--maxmemory-policy noeviction');
});

it('the stores can be reached by the nodes alone, and the nodes by the proxy', () => {
  for (const node of Object.values(nodes)) expect(node.networks).toEqual(['inside', 'outside']);
  for (const store of [database, valkey]) expect(store.networks).toEqual(['inside']);
  const [{ subnet }] = compose.networks.outside.ipam.config;
  const { TRUSTED_PROXIES: outside } = loadSettings({ ANON_SALT: secret, TRUSTED_PROXIES: subnet });
  expect(isTrustedNetwork(caddy.networks.outside.ipv4_address, { networks: outside, hops: 1 })).toBe(true);
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

it('the proxy passes requests to both nodes, leaves out those that are not ready, and cuts no stream', () => {
  expect(said('reverse_proxy')).toBe(`server-1:${port} server-2:${port} {`);
  expect(probes).toContain(said('health_uri'));
  expect(said('health_uri')).toBe('/readyz');
  expect(seconds(said('health_timeout'))).toBeGreaterThan(readySeconds);
  // One answer that came too late costs nobody a request: a node is asked again before the proxy gives up.
  expect(seconds(said('lb_try_duration'))).toBeGreaterThan(
    seconds(said('health_interval')) + seconds(said('health_timeout')),
  );
  expect(seconds(said('keepalive'))).toBeLessThan(idleSeconds);
  expect(caddyfile).not.toContain('flush_interval');
  for (const name of ['X-User-Id', 'X-Org-Id', 'X-Plan']) expect(caddyfile).toContain(`header_up -${name}`);
});

// Caddy names the visitor's address twice since 2.7: as that of the connection, and as what it believes of proxies before it.
it('Caddy logs neither the headers nor any address of whoever asked', () => {
  for (const name of ['headers', 'remote_ip', 'remote_port', 'client_ip'])
    expect(caddyfile).toContain(`request>${name} delete`);
});

it('the proxy reads the file beside it, and is told the name that it answers to', () => {
  expect(caddy.volumes[0]).toBe('./Caddyfile:/etc/caddy/Caddyfile:ro');
  expect(deployed('Caddyfile')).toMatch(/^\{\$DOMAIN\} \{$/m);
  expect(caddy.environment['DOMAIN']).toMatch(/^\$\{DOMAIN:/);
});
