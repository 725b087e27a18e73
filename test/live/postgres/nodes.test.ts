// Three servers, each a process with a folder of its own, on one PostgreSQL: asked over HTTP, killed, and left by their database.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noMicrocredits } from '../../../server/domain/money.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import {
  call,
  cliPath,
  companionEnv,
  type CompanionProcess,
  holdBody,
  newToken,
  openOrder,
  type Reply,
  spawnCompanion,
  tempFolder,
  until,
} from '../../support/companion.ts';
import { credits } from '../../support/ledger-values.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('three servers on one PostgreSQL', (cluster) => {
  const folders = [tempFolder(), tempFolder(), tempFolder()] as const;
  let env: Readonly<Record<string, string>>;
  let database: string;
  let nodes: CompanionProcess[] = [];
  const urlOf = (number: number) => nodes[number % nodes.length]?.url ?? '';

  beforeAll(async () => {
    database = await cluster.create();
    env = {
      DATABASE_URL: cluster.url(database),
      DATABASE_POOL: '5',
      ANON_SALT: 'the same salt on every node of these',
      SANDBOX_WEBHOOK_SECRET: 'a secret of the sandbox for nodes',
    };
    nodes = await Promise.all(folders.map((folder) => spawnCompanion(env, folder)));
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop('SIGTERM')));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const command = (...args: readonly string[]) =>
    spawnSync(process.execPath, [cliPath, ...args], {
      cwd: folders[0],
      env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folders[0]), ...env },
      encoding: 'utf8',
    });
  const give = (token: string, amount: number) =>
    expect(command('grant', '--token', token, '--credits', String(amount), '--reason', 'a test').status).toBe(0);
  const race = (count: number, ask: (url: string, number: number) => Promise<Reply>) =>
    Promise.all(Array.from({ length: count }, (_, number) => ask(urlOf(number), number)));
  const countOf = (replies: readonly Reply[], status: number) =>
    replies.filter((reply) => reply.status === status).length;

  async function audited(): Promise<void> {
    const { storage } = await openPostgresStorage({ url: cluster.url(database), migrate: false });
    expect(await storage.audit()).toMatchObject({ findings: [], planFindings: [], shortfall: noMicrocredits });
    await storage.close();
  }

  it('serve exactly ten of forty requests for money that covers ten', async () => {
    const token = newToken();
    give(token, 10);
    const replies = await race(40, (url) => call(url, 'POST /v1/holds', { as: token, body: holdBody() }));
    expect([countOf(replies, 201), countOf(replies, 402)]).toEqual([10, 30]);
    const held = replies.filter(({ status }) => status === 201).map(({ body }) => String(body.hold.id));
    await race(20, (url, n) => call(url, `POST /v1/holds/${held[n >> 1]}/capture`, { as: token }));
    expect((await call(urlOf(1), 'GET /v1/wallet', { as: token })).body).toMatchObject({
      balances: [{ balance_microcredits: 0, held_microcredits: 0 }],
    });
    await audited();
  });

  it('show on each of them an order that was begun on another', async () => {
    const token = newToken();
    const { id, reply } = await openOrder(urlOf(0), token);
    expect(reply.status).toBe(201);
    for (const node of [1, 2])
      expect((await call(urlOf(node), `GET /v1/payments/status?order_id=${id}`)).body.order.state).toBe('open');
  });

  it('take on one the payment of what was begun on another, tell it on a third, and let it be claimed on any', async () => {
    const token = newToken();
    const { id } = await openOrder(urlOf(0), token);
    const stream = (await fetch(`${urlOf(2)}/v1/orders/${id}/events`)).text();
    expect((await call(urlOf(1), `GET /checkout/${id}`)).status).toBe(200);
    expect((await call(urlOf(1), `POST /checkout/${id}/pay`)).status).toBe(303);
    // It ends when the order can change no more.
    const states = [...(await stream).matchAll(/^data: .*"state":"(\w+)"/gm)].map(([, state]) => state);
    expect([states.at(0), states.at(-1)]).toEqual(['open', 'paid']);
    const claimed = await call(urlOf(0), 'POST /v1/pro/claim', { as: token, body: { order_id: id } });
    expect(claimed.status).toBe(200);
    expect(command('refund', '--order', id, '--reason', 'a test').status).toBe(0);
    await until(
      () => call(urlOf(2), `GET /v1/payments/status?order_id=${id}`),
      ({ body }) => body.order.refunded_cents === 199,
    );
    await audited();
  });

  it('end their streams when they are to stop, and what was watched there is watched on another', async () => {
    const folder = tempFolder();
    const leaving = await spawnCompanion(env, folder);
    const { id } = await openOrder(leaving.url, newToken());
    const stream = await fetch(`${leaving.url}/v1/orders/${id}/events`);
    const rest = stream.text().catch(() => 'cut');
    expect(await leaving.stop('SIGTERM')).toBe(0);
    expect(await rest).toContain('"state":"open"');
    const again = (await fetch(`${urlOf(0)}/v1/orders/${id}/events`)).text();
    await call(urlOf(1), `POST /checkout/${id}/decline`);
    await call(urlOf(1), `POST /checkout/${id}/pay`);
    expect(await again).toContain('"state":"paid"');
    rmSync(folder, { recursive: true, force: true });
  });

  it('tell the operator by doctor which database it is, and never its password', () => {
    const { status, stdout } = command('doctor');
    expect([status, stdout]).toEqual([0, expect.stringContaining(`postgres://127.0.0.1:${cluster.port}/${database}`)]);
    const wrong = spawnSync(process.execPath, [cliPath, 'serve'], {
      env: {
        ...companionEnv(folders[0]),
        DATABASE_URL: 'postgres://me:hush-hush@127.0.0.1:1/none',
        ANON_SALT: 'x'.repeat(32),
      },
      encoding: 'utf8',
    });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('cannot be used');
    expect(wrong.stdout + wrong.stderr).not.toContain('hush-hush');
  });

  it('lose nothing that they answered when one is killed and when the database crashes, and go on', async () => {
    const token = newToken();
    give(token, 400);
    const answered: string[] = [];
    const ask = async (number: number): Promise<void> => {
      const id = randomUUID();
      try {
        const { status } = await call(urlOf(number), 'POST /v1/holds', { as: token, body: holdBody(id) });
        if (status === 201) answered.push(id);
      } catch {
        // That node is gone.
      }
    };
    const load = Promise.all(Array.from({ length: 150 }, (_, number) => ask(number)));
    await until(
      async () => answered.length,
      (count) => count > 20,
    );
    await nodes[2]?.stop('SIGKILL');
    await cluster.crash();
    await cluster.start();
    await load;
    for (const id of answered) {
      const { status, body } = await call(urlOf(0), 'POST /v1/holds', { as: token, body: holdBody(id) });
      expect([status, body.hold?.state]).toEqual([200, 'held']);
    }
    const wallet = await call(urlOf(1), 'GET /v1/wallet', { as: token });
    expect(wallet.body.balances[0].held_microcredits).toBeGreaterThanOrEqual(answered.length * credits(1));
    await audited();
  });
});
