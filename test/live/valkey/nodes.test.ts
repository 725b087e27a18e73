// Servers that count together in one Valkey or Redis, and what they do while it is away.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doctor } from '../../../server/cli/doctor.ts';
import { freePort } from '../../support/app/free-port.ts';
import {
  type Companion,
  type CompanionProcess,
  call,
  companionEnv,
  holdBody,
  spawnCompanion,
  startCompanion,
  tempFolder,
} from '../../support/companion.ts';
import { canRun } from '../cached.ts';
import { type ValkeyServer, speaksTls, startValkey, valkeyPrograms } from './valkey-server.ts';

const programs = await valkeyPrograms();
const [program] = programs;
const overTls = programs.find(speaksTls);
const hasTls = overTls !== undefined && (await canRun('openssl', ['version']));

describe('servers that count together', () => {
  let valkey: ValkeyServer;
  let folder: string;
  const open: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    if (program !== undefined) valkey = await startValkey(program, ['--requirepass', 'the-secret-of-valkey']);
  });
  afterAll(async () => {
    if (program !== undefined) await valkey.close();
  });
  beforeEach((context) => {
    if (program === undefined) context.skip('not here: neither valkey-server nor redis-server is installed');
    folder = tempFolder();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    if (program !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const urlOf = (password = 'the-secret-of-valkey') => `redis://:${password}@127.0.0.1:${valkey.port}`;
  const shared = () => ({
    VALKEY_URL: urlOf(),
    VALKEY_WAIT_MS: '5000',
    RL_WINDOW_SECONDS: '86400',
    FREE_LIMIT: '1000',
  });

  async function inProcess(env: Readonly<Record<string, string>>): Promise<Companion> {
    const server = await startCompanion({ ...shared(), ...env }, folder);
    open.push(server);
    return server;
  }

  async function spawned(env: Readonly<Record<string, string>>): Promise<CompanionProcess> {
    const server = await spawnCompanion({ ...shared(), ...env }, folder);
    open.push({ close: () => server.stop('SIGTERM') });
    return server;
  }

  const hold = (url: string, as: string) => call(url, 'POST /v1/holds', { as, body: holdBody() });
  const ready = async (url: string) => (await call(url, 'GET /readyz')).body.limits;

  async function flush(): Promise<void> {
    const admin = new Redis({ port: valkey.port, host: '127.0.0.1', password: 'the-secret-of-valkey' });
    await admin.flushall();
    admin.disconnect();
  }

  it('let through what the limit says, all together, and say the same of what is left', async () => {
    const env = { RL_MAX_REQUESTS_IP: '20' };
    const both = await Promise.all([spawned(env), spawned(env)]);
    const first = await hold(both[0].url, 'client-first');
    expect(first.headers.get('ratelimit-policy')).toBe('"ip";q=20;w=86400, "client";q=100000;w=86400');
    expect(first.headers.get('ratelimit')).toBe('"ip";r=19;t=86400, "client";r=99999;t=86400');
    const asked = Array.from({ length: 200 }, async (_, at) => hold(both[at % 2]?.url ?? '', `client-${at}`));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(19);
    expect(statuses.filter((status) => status === 429)).toHaveLength(181);
    expect(await Promise.all(both.map(({ url }) => ready(url)))).toEqual(['shared', 'shared']);
  });

  it('count alone while it is away, say so once, and together again afterwards', async () => {
    await flush();
    const server = await inProcess({ RL_MAX_REQUESTS_IP: '2' });
    const statuses = async () => [
      (await hold(server.url, 'client-1')).status,
      (await hold(server.url, 'client-2')).status,
      (await hold(server.url, 'client-3')).status,
    ];
    expect(await statuses()).toEqual([201, 201, 429]);
    await valkey.kill();
    await expect.poll(() => ready(server.url), { timeout: 60_000 }).toBe('alone');
    expect(await statuses()).toEqual([201, 201, 429]);
    await valkey.start();
    await expect.poll(() => ready(server.url), { timeout: 60_000 }).toBe('shared');
    expect(await statuses()).toEqual([201, 201, 429]);
    expect(server.log().match(/Valkey does not count/g)).toHaveLength(1);
    expect(server.log().match(/Valkey counts again/g)).toHaveLength(1);
    expect(server.log()).not.toContain('the-secret-of-valkey');
  });

  it('refuse what begins while it is away, where that is asked for, and nothing that ends', async () => {
    await flush();
    const server = await inProcess({ VALKEY_AWAY: 'refuse' });
    const begun = await hold(server.url, 'client-1234');
    await valkey.kill();
    await expect.poll(() => ready(server.url), { timeout: 60_000 }).toBe('refusing');
    const no = await hold(server.url, 'client-1234');
    expect([no.status, no.body.code, no.body.reason]).toEqual([503, 'overloaded', 'limits_away']);
    expect(Number(no.headers.get('retry-after'))).toBeGreaterThan(0);
    const captured = await call(server.url, `POST /v1/holds/${begun.body.hold.id}/capture`, { as: 'client-1234' });
    expect([captured.status, captured.body.hold.state]).toEqual([200, 'captured']);
    expect((await call(server.url, 'GET /v1/config')).status).toBe(200);
    await valkey.start();
    await expect.poll(async () => (await hold(server.url, 'client-1234')).status, { timeout: 60_000 }).toBe(201);
  });

  it('start without it, and are told by the doctor what is wrong', async () => {
    const wrong = urlOf('another-secret-than-that');
    const server = await inProcess({ VALKEY_URL: wrong });
    expect(await ready(server.url)).toBe('alone');
    expect((await hold(server.url, 'client-1234')).status).toBe(201);
    const said = async (url: string) => {
      const lines: string[] = [];
      await doctor({ ...companionEnv(folder), VALKEY_URL: url }, (line) => lines.push(line));
      return lines.filter((line) => line.includes('Valkey') || line.includes('counted in')).join('\n');
    };
    expect(await said(wrong)).toMatch(/^✘ Requests .* can’t be used: WRONGPASS/m);
    expect(await said(urlOf())).toMatch(
      /^✔ Requests .* are counted in (Valkey|Redis) \d+\.\S+ at redis:\/\/127\.0\.0\.1:/m,
    );
    for (const text of [server.log(), await said(wrong)]) expect(text).not.toContain('another-secret-than-that');
  });

  it.runIf(hasTls)('reach it over TLS, and only with a certificate that they can check', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key].concat([
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-out',
        cert,
      ]),
      { stdio: 'ignore' },
    );
    const tlsPort = await freePort();
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    const server = await startValkey(overTls ?? '', ['--tls-port', String(tlsPort), ...files]);
    open.push(server);
    const env = { VALKEY_URL: `rediss://localhost:${tlsPort}/0` };
    const servers = await Promise.all([spawned({ ...env, NODE_EXTRA_CA_CERTS: cert }), spawned(env)]);
    expect(await Promise.all(servers.map(({ url }) => ready(url)))).toEqual(['shared', 'alone']);
  });
});
