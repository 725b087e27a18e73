// Hosted answers under two server processes on one file: no race of streams spends more than there is, and what is under way when
// a process is stopped or killed ends as it should.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { call, newToken, spawnCompanion, tempFolder } from '../../support/companion.ts';
import { createGate, type Gate } from '../../support/fake-ollama/gate.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { credits, hashOf } from '../../support/server-ledger.ts';
import { openStream } from '../hosted/open-stream.ts';
import { grantByCommand, type ServerProcess, startProcess } from './parts/server-process.ts';
import { runs, timeout } from './parts/size.ts';

const rounds = runs({ small: 1, full: 50 });
const model = 'fake-small';

let folder: string;
let upstream: FakeUpstream;
let servers: readonly [ServerProcess, ServerProcess];
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = tempFolder();
  upstream = await startFakeUpstream();
  env = {
    LITELLM_BASE_URL: upstream.url,
    PRICE_RULES: '[{"id":"flat","models":"*","venue":"hosted","per_request_microcredits":1000000}]',
    PLAN_PRO_PER_MINUTE: 'unlimited',
    SHUTDOWN_GRACE_SECONDS: '0',
  };
  servers = [await startProcess(folder, env), await startProcess(folder, env)];
}, 180_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await upstream.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the file itself says, read by another process. */
async function walletOf(token: string) {
  const storage = openSqliteStorage({ path: join(folder, 'ledger.db'), migrate: false });
  try {
    expect((await storage.audit()).findings).toEqual([]);
    return await storage.readWallet(tokenOwner(hashOf(token)));
  } finally {
    await storage.close();
  }
}

it(
  'racing forty streams for money that covers ten serve exactly ten, and nobody is below nothing',
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const token = newToken();
      grantByCommand(folder, token, 10);
      const gates: Gate[] = [];
      // The first word of each passes, and then they wait.
      upstream.setBehaviour(() => {
        const gate = createGate();
        gate.open();
        gates.push(gate);
        return answer(['One ', 'word.'], { gate });
      });
      const streams = await Promise.all(
        Array.from({ length: 40 }, (_, number) =>
          openStream(servers[number % 2]?.url ?? '', { as: token, key: randomUUID(), body: { model } }),
        ),
      );
      const served = streams.filter(({ status }) => status === 200);
      expect([served.length, streams.filter(({ status }) => status === 402).length]).toEqual([10, 30]);
      expect(await walletOf(token)).toMatchObject({ balance: credits(10), held: credits(10) });
      for (const gate of gates) gate.openForever();
      for (const { rest } of served) expect(await rest()).toContain('"captured_microcredits":1000000');
      for (const { rest } of streams) await rest();
      expect(await walletOf(token)).toMatchObject({ balance: 0, held: 0 });
    }
  },
  timeout(120_000),
);

it(
  'a process that is killed in the middle of an answer charges nothing: its hold expires',
  async () => {
    const token = newToken();
    grantByCommand(folder, token, 10);
    const gate = createGate();
    upstream.setBehaviour(answer(['One ', 'word.'], { gate }));
    const doomed = await startProcess(folder, env);
    const key = randomUUID();
    gate.open();
    const { next, rest } = await openStream(doomed.url, { as: token, key, body: { model } });
    expect(await next()).toContain('data: ');
    await doomed.stop();
    await expect(rest()).rejects.toThrow('terminated');
    expect(await walletOf(token)).toMatchObject({ balance: credits(10), held: credits(1) });
    await Promise.all(servers.map((server) => server.turn(16 * 60_000)));
    const { body } = await call(servers[0].url, `GET /v1/charges/${key}`, { as: token });
    expect(body.charge).toMatchObject({ state: 'expired', captured_microcredits: 0, outcome: 'expired' });
    expect(await walletOf(token)).toMatchObject({ balance: credits(10), held: 0 });
    await Promise.all(servers.map((server) => server.turn(0)));
  },
  timeout(180_000),
);

it(
  'a process that is told to stop charges what its streams have sent, and ends',
  async () => {
    const token = newToken();
    grantByCommand(folder, token, 10);
    const gate = createGate();
    upstream.setBehaviour(answer(['One ', 'word.'], { gate }));
    const stopped = await spawnCompanion(env, folder);
    const key = randomUUID();
    gate.open();
    const { next, rest } = await openStream(stopped.url, { as: token, key, body: { model } });
    expect(await next()).toContain('data: ');
    const ended = stopped.stop('SIGTERM');
    expect(await rest()).toContain(': charge {');
    expect(await ended).toBe(0);
    const { body } = await call(servers[1].url, `GET /v1/charges/${key}`, { as: token });
    expect(body.charge).toMatchObject({ state: 'captured', captured_microcredits: 1_000_000, outcome: 'stopped' });
    expect(await walletOf(token)).toMatchObject({ balance: credits(9), held: 0 });
  },
  timeout(180_000),
);
