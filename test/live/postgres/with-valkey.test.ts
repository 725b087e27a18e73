// A node over PostgreSQL and Valkey together: either is killed under it, and comes back.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { call, type Companion, holdBody, startCompanion, tempFolder, until } from '../../support/companion.ts';
import { startValkey, valkeyPrograms, type ValkeyServer } from '../valkey/valkey-server.ts';
import { describeOnPostgres } from './on-postgres.ts';

const [program] = await valkeyPrograms();

await describeOnPostgres('a node over PostgreSQL and Valkey', (cluster) => {
  const folder = tempFolder();
  let valkey: ValkeyServer;
  let node: Companion;

  beforeAll(async () => {
    if (program === undefined) return;
    valkey = await startValkey(program);
    node = await startCompanion(
      {
        DATABASE_URL: cluster.url(await cluster.create()),
        DATABASE_POOL: '3',
        ANON_SALT: 'the same salt on every node of these',
        VALKEY_URL: valkey.url,
        VALKEY_WAIT_MS: '5000',
        RL_WINDOW_SECONDS: '86400',
        RL_MAX_REQUESTS_CID: '4',
        FREE_LIMIT: '1000',
      },
      folder,
    );
  });
  beforeEach((context) => {
    if (program === undefined) context.skip('not here: neither valkey-server nor redis-server is installed');
  });
  afterAll(async () => {
    if (program === undefined) return;
    await node.close();
    await valkey.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const hold = async (as: string) => (await call(node.url, 'POST /v1/holds', { as, body: holdBody() })).status;
  const ready = () => call(node.url, 'GET /readyz');
  const inTurn = async (as: string, count: number) => {
    const statuses: number[] = [];
    for (let at = 0; at < count; at += 1) statuses.push(await hold(as));
    return statuses;
  };
  const within = [201, 201, 201, 201, 429];

  it('holds within the limits, whichever of them is killed, and as before when both are back', async () => {
    await until(ready, ({ body }) => body.limits === 'shared');
    expect(await inTurn('client-first', 5)).toEqual(within);

    await valkey.kill();
    await until(ready, ({ body }) => body.limits === 'alone');
    expect(await inTurn('client-second', 5)).toEqual(within);

    await cluster.crash();
    await until(ready, ({ status }) => status === 503);
    expect(await hold('client-third')).toBe(503);

    await valkey.start();
    expect(await hold('client-third')).toBe(503);
    await cluster.start();
    await until(ready, ({ status, body }) => status === 200 && body.limits === 'shared');
    expect(await inTurn('client-fourth', 5)).toEqual(within);
  });
});
