import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CompanionProcess,
  call,
  cliPath,
  companionEnv,
  holdBody,
  newToken,
  openOrder,
  spawnCompanion,
  tempFolder,
  until,
} from '../../support/companion.ts';

// Each test starts several processes, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
const running: CompanionProcess[] = [];
beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  for (const server of running.splice(0))
    if (server.child.exitCode === null && server.child.signalCode === null) await server.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<CompanionProcess> {
  const server = await spawnCompanion(env, folder);
  running.push(server);
  return server;
}

function grant(token: string, credits: number): void {
  spawnSync(
    process.execPath,
    [cliPath, 'grant', '--token', token, '--credits', String(credits), '--reason', 'a test'],
    { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder) } },
  );
}

describe('a server that is killed', () => {
  it('in the middle of a purchase credits it exactly once after the restart', async () => {
    const token = newToken();
    const first = await start();
    const { id } = await openOrder(first.url, token);
    await fetch(`${first.url}/checkout/${id}/pay`, { method: 'POST', redirect: 'manual' });
    await first.stop('SIGKILL');
    const second = await start();
    const claimed = await until(
      () => call(second.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } }),
      ({ status }) => status === 200,
    );
    expect(claimed.body.balance_microcredits).toBe(100_000_000);
    await second.stop('SIGKILL');
    const third = await start();
    const again = await call(third.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } });
    expect([again.status, again.body.balance_microcredits]).toEqual([200, 100_000_000]);
    expect((await call(third.url, 'GET /readyz')).status).toBe(200);
  });

  it('before the buyer paid lets the purchase go on after the restart', async () => {
    const token = newToken();
    const first = await start();
    const { id } = await openOrder(first.url, token);
    await first.stop('SIGKILL');
    const second = await start({ SANDBOX_WEBHOOKS_ENABLED: '0' });
    expect((await openOrder(second.url, token, id)).reply.status).toBe(200);
    await call(second.url, `POST /checkout/${id}/pay`);
    const claimed = await until(
      () => call(second.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } }),
      ({ status }) => status === 200,
      25_000,
    );
    expect(claimed.body.pro_left).toBe(100);
  }, 180_000);

  it('keeps every hold that it acknowledged', async () => {
    const token = newToken();
    grant(token, 100);
    const first = await start();
    const acknowledged: string[] = [];
    const sending = Array.from({ length: 60 }, async () => {
      const body = holdBody();
      const reply = await call(first.url, 'POST /v1/holds', { as: token, body }).catch(() => null);
      if (reply?.status === 201) acknowledged.push(body.id);
    });
    await until(
      async () => acknowledged.length,
      (count) => count >= 10,
    );
    await first.stop('SIGKILL');
    await Promise.all(sending);
    const second = await start();
    for (const id of acknowledged)
      expect((await call(second.url, `GET /v1/holds/${id}`, { as: token })).body.hold.state).toBe('held');
    expect((await call(second.url, 'GET /readyz')).status).toBe(200);
  });
});
