// Nodes that would charge otherwise than the others do not start, unless that is meant.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigError } from '../../../server/settings/config.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import { startServer } from '../../../server/server.ts';
import { oldSettingsMs } from '../../../server/storage/nodes/watch-settings.ts';
import {
  call,
  cliPath,
  type Companion,
  companionEnv,
  holdBody,
  newToken,
  openOrder,
  startCompanion,
  tempFolder,
  until,
} from '../../support/companion.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('nodes whose settings differ', (cluster) => {
  const folder = tempFolder();
  let env: Readonly<Record<string, string>>;
  let open: Companion[] = [];

  beforeEach(async () => {
    env = { DATABASE_URL: cluster.url(await cluster.create()), ANON_SALT: 'the same salt on every node of these' };
    open = [];
  });
  afterEach(() => Promise.all(open.map((node) => node.close())));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function start(own: Readonly<Record<string, string>> = {}): Promise<Companion> {
    const node = await startCompanion({ ...env, ...own }, folder);
    open.push(node);
    return node;
  }
  /** What the start of it is refused with. */
  async function refusal(own: Readonly<Record<string, string>>): Promise<string> {
    const error: unknown = await start(own).catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : '';
  }
  const codeIn = (message: string): string => /SETTINGS_CHANGED=(\w+)/.exec(message)?.[1] ?? '';

  it('are refused with the names of what differs, and with no value', async () => {
    await start();
    const message = await refusal({ CREDIT_RATE: '123456', ANON_SALT: 'another salt than the others have' });
    expect(message).toMatch(/^ANON_SALT, CREDIT_RATE differ /);
    expect(message).not.toMatch(/another salt|123456/);
  });

  it('start where they differ in nothing that is charged, sold or told', async () => {
    await start();
    const other = await start({ LOG_LEVEL: 'error', RL_MAX_AT_ONCE: '17', DATABASE_POOL: '3' });
    expect((await call(other.url, 'GET /readyz')).status).toBe(200);
  });

  it('follow one another when the change is meant, and none goes back to what was before', async () => {
    await start();
    const changed = { FREE_LIMIT: '7' };
    const code = codeIn(await refusal(changed));
    // The code stands for these settings, so that it lets no others in when it is left standing.
    await refusal({ FREE_LIMIT: '8', SETTINGS_CHANGED: code });
    const first = await start({ ...changed, SETTINGS_CHANGED: code });
    expect(first.log()).toContain('FREE_LIMIT');
    await start(changed);
    expect(await refusal({})).toMatch(/^FREE_LIMIT differs /);
  });

  it('are told apart by doctor, which agrees on nothing', async () => {
    await start();
    const doctor = (own: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, [cliPath, 'doctor'], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), ...env, ...own },
        encoding: 'utf8',
      });
    const wrong = doctor({ FREE_LIMIT: '7' });
    expect([wrong.status, wrong.stdout]).toEqual([1, expect.stringContaining('✘ FREE_LIMIT differs')]);
    const meant = doctor({ FREE_LIMIT: '7', SETTINGS_CHANGED: codeIn(wrong.stdout) });
    expect([meant.status, meant.stdout]).toEqual([0, expect.stringContaining('! FREE_LIMIT differs')]);
    expect(doctor({}).stdout).toContain('those that the nodes of this database have agreed on');
  });

  it('of two that start at once, one is first and the other is refused', async () => {
    const both = await Promise.allSettled([start({ FREE_LIMIT: '7' }), start({ FREE_LIMIT: '8' })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('that run while they are replaced notice, go on for a while, then begin nothing new and end what is begun', async () => {
    const hands = { aheadMs: 0 };
    const clock = { ...systemClock, now: () => Date.now() + hands.aheadMs };
    const running = await startServer({ env: { ...companionEnv(folder), ...env, LOG_LEVEL: 'silent' }, clock });
    const who = { as: randomUUID() };
    const begun = holdBody();
    const hold = (body: unknown) => call(running.url, 'POST /v1/holds', { ...who, body });
    const ready = () => call(running.url, 'GET /readyz');
    try {
      expect((await hold(begun)).status).toBe(201);
      expect((await ready()).body.settings).toBe('agreed');
      const changed = { FREE_LIMIT: '70' };
      await start({ ...changed, SETTINGS_CHANGED: codeIn(await refusal(changed)) });
      await until(ready, ({ body }) => body.settings === 'replaced');
      expect((await hold(holdBody())).status).toBe(201);
      hands.aheadMs = oldSettingsMs + 60_000;
      expect((await ready()).body).toMatchObject({ reason: 'settings_replaced', names: 'FREE_LIMIT' });
      expect((await hold(holdBody())).status).toBe(503);
      expect((await openOrder(running.url, newToken())).reply.status).toBe(503);
      expect((await hold(begun)).status).toBe(200);
      expect((await call(running.url, `POST /v1/holds/${begun.id}/capture`, who)).status).toBe(200);
    } finally {
      await running.close();
    }
  });
});
