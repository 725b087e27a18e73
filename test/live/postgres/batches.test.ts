// Holds that come at once share a transaction, and none of them shares another's fate.
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds/holds.ts';
import type { Microcredits } from '../../../server/contract/money.ts';
import type { PlanId } from '../../../server/contract/plans/plans.ts';
import { endHold } from '../../../server/domain/holds/end-hold.ts';
import { type HoldEnding, tokenHolder } from '../../../server/domain/holds/hold.ts';
import { holdFromWallet } from '../../../server/domain/holds/open-hold.ts';
import { noUsage } from '../../../server/domain/holds/price.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { type CounterKey, planSubject } from '../../../server/domain/plans/plan.ts';
import { emptyWallet, post, tokenOwner, transferRef, walletId } from '../../../server/domain/wallets/ledger.ts';
import { brand } from '../../../server/lib/brand.ts';
import type { ReserveWrite, StoredRefusal } from '../../../server/storage/holds/hold-store.ts';
import type { PlanAsk } from '../../../server/storage/plans/plan-store.ts';
import { openPostgresStorage, type PostgresOptions } from '../../../server/storage/postgres/open-storage.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import {
  count,
  end,
  gift,
  grant,
  held,
  letterOf,
  opening,
  owner,
  planAsk,
  reserve,
  usedIn,
} from '../../server/storage/conformance/fixtures.ts';
import { hashOf, holdId, orderId, start } from '../../support/ledger-values.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { describeOnPostgres } from './on-postgres.ts';

const capture: HoldEnding = { kind: 'capture', usage: noUsage, outcome: 'completed' };

await describeOnPostgres('holds in batches on one PostgreSQL', (cluster) => {
  let database: string;
  let nodes: Storage[] = [];
  /** How many commands each commit had. */
  let commits: number[] = [];

  async function open(options: Partial<PostgresOptions> = {}): Promise<Storage> {
    const { storage } = await openPostgresStorage({
      url: cluster.url(database),
      poolMax: 10,
      onCommit: ({ commands }) => void commits.push(commands),
      ...options,
    });
    nodes.push(storage);
    return storage;
  }

  async function funded(storage: Storage, amount: number): Promise<void> {
    await grant(storage, transferRef('grant', 'a'), amount);
    commits = [];
  }

  const lockWallet = (name: string) =>
    cluster.lock(database, `SELECT id FROM accounts WHERE name = 'wallet:${name}' FOR UPDATE`);

  /** How many statements wait for a lock. */
  async function waiting(): Promise<number> {
    const rows = await cluster.query('postgres', "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    return rows.length;
  }

  const sound = async (storage: Storage) =>
    expect(await storage.audit()).toMatchObject({ findings: [], planFindings: [] });

  beforeEach(async () => {
    database = await cluster.create();
    nodes = [];
    commits = [];
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await cluster.drop(database);
  });

  it('of one wallet are decided one after the other: no more than it has', async () => {
    const node = await open();
    await funded(node, 40);
    const answers = await Promise.all(Array.from({ length: 40 }, () => reserve(node, holdId())));
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(10);
    expect(commits).toEqual([40]);
    expect(await node.readWallet(owner)).toMatchObject({ balance: 40, held: 40 });
    await sound(node);
  });

  it('are not spoilt by one whose decision throws', async () => {
    const node = await open();
    await funded(node, 40);
    const bad = node.reserveHold({ id: holdId(), payer: { kind: 'wallet', owner } }, () => {
      throw new RangeError('a bug');
    });
    const told = await Promise.allSettled([reserve(node, holdId()), bad, reserve(node, holdId())]);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(commits).toEqual([2]);
    expect(await node.readWallet(owner)).toMatchObject({ held: 8 });
  });

  it('are not spoilt by one that the database refuses', async () => {
    const node = await open();
    await funded(node, 40);
    const id = holdId();
    const bad = node.reserveHold({ id, payer: { kind: 'free', keys: [] } }, () => ({
      write: { kind: 'hold', hold: wrong(id), posting: null, allowances: [] },
      answer: null,
    }));
    const told = await Promise.allSettled([reserve(node, holdId()), bad, reserve(node, holdId())]);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(commits.every((commands) => commands < 3)).toBe(true);
    expect(await node.readHold(id)).toBeNull();
    expect(await node.readWallet(owner)).toMatchObject({ held: 8 });
    await sound(node);
  });

  it('of one id are one hold, and the second is shown the first', async () => {
    const node = await open();
    await funded(node, 40);
    const id = holdId();
    const ask = () =>
      node.reserveHold({ id, payer: { kind: 'wallet', owner } }, ({ hold, wallet }) => {
        const made = hold === null && wallet !== null ? holdFromWallet(opening(id), wallet) : null;
        return { write: made && { kind: 'hold', ...made, allowances: [] }, answer: hold === null ? 'made' : 'known' };
      });
    expect((await Promise.all([ask(), ask(), ask()])).toSorted()).toEqual(['known', 'known', 'made']);
    expect(await node.readWallet(owner)).toMatchObject({ held: 4 });
    await sound(node);
  });

  it('commit nothing together where the money of one does not begin where that of the one before it ended', async () => {
    const node = await open();
    await funded(node, 40);
    const before = await node.readWallet(owner);
    const stale = () => {
      const id = holdId();
      return node.reserveHold({ id, payer: { kind: 'wallet', owner } }, ({ hold }) => {
        const made = hold === null && before !== null ? holdFromWallet(opening(id), before) : null;
        return { write: made && { kind: 'hold', ...made, allowances: [] }, answer: null };
      });
    };
    const told = await Promise.allSettled([stale(), stale()]);
    expect(told.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(commits).toEqual([1]);
    expect(await cluster.query(database, 'SELECT state FROM holds')).toEqual([{ state: 'held' }]);
    expect(await node.readWallet(owner)).toMatchObject({ balance: 40, held: 4 });
    await sound(node);
  });

  it('that are refused are remembered with those that are not', async () => {
    const node = await open();
    await funded(node, 4);
    const ids = [holdId(), holdId(), holdId()];
    const ask = (id: HoldId) =>
      node.reserveHold({ id, payer: { kind: 'wallet', owner } }, (seen) => {
        if (seen.hold !== null) return { write: null, answer: 'held before' };
        if (seen.refusal !== null) return { write: null, answer: 'refused before' };
        const made = seen.wallet && holdFromWallet(opening(id), seen.wallet);
        const write: ReserveWrite = made
          ? { kind: 'hold', ...made, allowances: [] }
          : { kind: 'refusal', refusal: no(id) };
        return { write, answer: write.kind };
      });
    const first = await Promise.all(ids.map(ask));
    expect(first.toSorted()).toEqual(['hold', 'refusal', 'refusal']);
    expect(commits).toEqual([3]);
    const before = { hold: 'held before', refusal: 'refused before' } as const;
    expect(await Promise.all(ids.map(ask))).toEqual(
      first.map((answer) => before[answer === 'hold' ? 'hold' : 'refusal']),
    );
  });

  it('count what each of them counts, and see what those before have counted', async () => {
    const node = await open();
    const window = { key: brand<CounterKey>('month:1:x'), endsAt: start + 1_000 };
    const seen = () => {
      const id = holdId();
      const ask = { id, payer: { kind: 'owners', owners: [] }, plan: planAsk([window]) } as const;
      return node.reserveHold(ask, ({ plan }) => {
        const hold = {
          ...held(id),
          payer: { kind: 'plan', planId: brand<PlanId>('free'), counted: [window] },
        } as const;
        const write = {
          kind: 'hold',
          hold: { ...hold, amount: microcredits(0) },
          posting: null,
          allowances: [],
        } as const;
        return { write: { ...write, counted: [window] }, answer: plan?.counts[0]?.used };
      });
    };
    expect((await Promise.all([seen(), seen(), seen()])).toSorted()).toEqual([0, 1, 2]);
    expect((await Promise.all([seen(), seen()])).toSorted()).toEqual([3, 4]);
    expect(commits).toEqual([3, 2]);
    await sound(node);
  });

  it('end in batches too: charged, given back and refused as alone, each once', async () => {
    const node = await open();
    await funded(node, 400);
    const ids = Array.from({ length: 12 }, () => holdId());
    await Promise.all(ids.map((id) => reserve(node, id)));
    commits = [];
    const told = await Promise.all([
      ...ids.map((id, i) => end(node, id, i % 2 === 0 ? capture : { kind: 'release', reason: 'x' })),
      end(node, holdId(), capture),
    ]);
    expect(commits).toEqual([13]);
    expect(told.map((ended) => ended?.hold.state)).toEqual([
      ...ids.map((_, i) => (i % 2 === 0 ? 'captured' : 'released')),
      undefined,
    ]);
    expect(await Promise.all(ids.map((id) => end(node, id, capture)))).toEqual(ids.map(() => null));
    expect(await node.readWallet(owner)).toMatchObject({ balance: 376, held: 0 });
    const lines = await node.readLedger({ id: walletId('the-wallet'), after: null, limit: 7 });
    expect(lines?.map(({ balanceAfter }) => Number(balanceAfter))).toEqual([376, 380, 384, 388, 392, 396, 400]);
    await sound(node);
  });

  it('end for all the others where one of them has to end alone', async () => {
    const node = await open();
    await funded(node, 400);
    const ids = [holdId(), holdId(), holdId()] as const;
    await Promise.all(ids.map((id) => reserve(node, id)));
    commits = [];
    const bad = node.endHold(ids[1], () => {
      throw new RangeError('a bug');
    });
    const wrongEnd = node.endHold(ids[2], (seen) => {
      const ended = seen && endHold(seen.hold, capture, { ...seen, now: start + 1 });
      return {
        write: ended && { ...ended, hold: { ...ended.hold, captured: brand<Microcredits>(5) }, letters: [] },
        answer: null,
      };
    });
    const all = await Promise.allSettled([end(node, ids[0], capture), bad, wrongEnd]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(bad).rejects.toThrow('a bug');
    expect(await node.readWallet(owner)).toMatchObject({ balance: 396, held: 8 });
    await sound(node);
  });

  it('give back what they have counted when they end together', async () => {
    const node = await open();
    const window = { key: brand<CounterKey>('month:1:x'), endsAt: start + 1_000 };
    const ids = Array.from({ length: 5 }, () => holdId());
    await Promise.all(ids.map((id) => count(node, [window], { id })));
    expect(await usedIn(node, [window])).toEqual([5]);
    commits = [];
    await Promise.all(ids.slice(0, 3).map((id) => end(node, id, { kind: 'release', reason: 'x' })));
    expect(commits).toEqual([3]);
    expect(await usedIn(node, [window])).toEqual([2]);
    await sound(node);
  });

  it('tell the letters of all that ended', async () => {
    const node = await open();
    await funded(node, 40);
    const ids = [holdId(), holdId()];
    await Promise.all(ids.map((id) => reserve(node, id)));
    await Promise.all(
      ids.map((id) =>
        node.endHold(id, (seen) => {
          const ended = seen && endHold(seen.hold, capture, { ...seen, now: start + 1 });
          const letter = letterOf({ id: orderId() }, 'open');
          return { write: ended && { ...ended, letters: [letter] }, answer: null };
        }),
      ),
    );
    expect(await cluster.query(database, 'SELECT type FROM outbox')).toEqual([
      { type: 'order.changed' },
      { type: 'order.changed' },
    ]);
  });

  it('see the plan that another node has just given to their payer', async () => {
    const [node, other] = [await open(), await open()];
    await funded(node, 400);
    const plan: PlanAsk = { ...planAsk([]), windows: () => [] };
    const ask = () =>
      node.reserveHold({ id: holdId(), payer: { kind: 'wallet', owner }, plan }, (seen) => ({
        write: null,
        answer: seen.plan?.assigned,
      }));
    expect(await Promise.all([ask(), ask()])).toEqual([null, null]);
    const subject = planSubject('wallet', walletId('the-wallet'));
    await other.assignPlan({ subject, planId: brand<PlanId>('gold'), at: start });
    expect(await Promise.all([ask(), ask()])).toEqual(['gold', 'gold']);
  });

  it('of those who have no wallet go together too, until they have one', async () => {
    const node = await open();
    const plan: PlanAsk = { ...planAsk([]), windows: () => [] };
    const ask = () =>
      node.reserveHold({ id: holdId(), payer: { kind: 'wallet', owner }, plan }, ({ wallet }) => ({
        write: { kind: 'refusal', refusal: no(holdId()) },
        answer: wallet === null ? 'none' : 'one',
      }));
    commits = [];
    expect(await Promise.all([ask(), ask()])).toEqual(['none', 'none']);
    expect(await Promise.all([ask(), ask()])).toEqual(['none', 'none']);
    expect(commits).toEqual([2, 2]);
    await funded(node, 40);
    expect(await Promise.all([ask(), ask()])).toEqual(['one', 'one']);
    expect(await Promise.all([ask(), ask()])).toEqual(['one', 'one']);
    expect(commits).toEqual([1, 1, 2]);
  });

  it('do not wait for one whose wallet somebody else keeps locked', async () => {
    const node = await open();
    await funded(node, 40);
    await give(node, 'bob');
    const lock = await lockWallet('the-wallet');
    const ended: string[] = [];
    const locked = reserve(node, holdId()).then(() => ended.push('locked'));
    await spend(node, ['bob']).then(() => ended.push('free'));
    await lock.release();
    await locked;
    expect(ended).toEqual(['free', 'locked']);
  });

  it('are made where many short waits for locks come to more than a statement may take', async () => {
    const repeats: string[] = [];
    const node = await open({ statementMs: 2_000, onRepeat: (why) => void repeats.push(why) });
    await funded(node, 40);
    const names = Array.from({ length: 4 }, (_, i) => `payer-${i}`);
    for (const name of names) await give(node, name);
    const locks = await Promise.all(names.map(lockWallet));
    const made = Promise.all([reserve(node, holdId()), ...names.map((name) => spend(node, [name]))]);
    for (const lock of locks) {
      await expect.poll(waiting, { timeout: 60_000 }).not.toBe(0);
      await delay(700);
      await lock.release();
    }
    await made;
    expect(new Set(repeats)).toEqual(new Set(['contended']));
    await sound(node);
  });

  it('of three nodes never wait for one another in a circle, whatever their order', async () => {
    // Otherwise the waits of a batch are over before a circle is looked for.
    await cluster.query('postgres', `ALTER DATABASE ${database} SET deadlock_timeout = '10ms'`);
    const node = await open();
    const all = [node, await open(), await open()];
    const names = Array.from({ length: 12 }, (_, i) => `payer-${i}`);
    for (const name of names) await give(node, name);
    // All nodes begin while one wallet is locked, and so each has taken some of its locks when it waits.
    const lock = await lockWallet('payer-6');
    const random = (max: number) => Math.floor(Math.random() * max);
    const asked = Array.from({ length: 300 }, (_, i) => {
      const owners = Array.from({ length: 3 }, () => names[random(names.length)] ?? '');
      return spend(all[i % 3] ?? node, [...new Set(owners)]);
    });
    await expect.poll(waiting, { timeout: 60_000 }).not.toBe(0);
    await delay(700);
    await lock.release();
    const made = await Promise.all(asked);
    await Promise.all(made.map((id, i) => end(all[i % 2] ?? node, id, capture)));
    expect(Math.max(...commits)).toBeGreaterThan(1);
    await sound(node);
    // Connections tell what they have met when they end.
    await Promise.all(nodes.splice(0).map((one) => one.close()));
    const met = `SELECT deadlocks::int FROM pg_stat_database WHERE datname = '${database}'`;
    expect(await cluster.query('postgres', met)).toEqual([{ deadlocks: 0 }]);
  });

  describe('behind a line that is cut', () => {
    let proxy: CuttingProxy;
    beforeEach(async () => {
      proxy = await startCuttingProxy(cluster.port);
    });
    afterEach(() => proxy.close());

    it.each(['unheard', 'unanswered', 'racing', 'late'] as const)(
      'are each made and ended once where the commit of their batch was %s',
      async (cut) => {
        const node = await open({ url: cluster.url(database, proxy.port) });
        await funded(node, 1_000);
        for (let round = 0; round < 5; round += 1) {
          proxy.plan(cut);
          const ids = Array.from({ length: 10 }, () => holdId());
          expect(new Set(await Promise.all(ids.map((id) => reserve(node, id))))).toEqual(new Set(['held']));
          proxy.plan(cut);
          const ended = await Promise.all(ids.map((id) => end(node, id, capture)));
          expect(new Set(ended.map((one) => one?.hold.state))).toEqual(new Set(['captured']));
        }
        expect(proxy.left()).toBe(0);
        expect(await node.readWallet(owner)).toMatchObject({ balance: 800, held: 0 });
        await sound(node);
      },
    );
  });
});

function wrong(id: HoldId) {
  return { ...held(id), payer: { kind: 'free', counted: [] }, amount: brand<Microcredits>(-1) } as const;
}

function no(id: HoldId): StoredRefusal {
  return {
    id,
    holder: tokenHolder(hashOf('owner')),
    model: 'm',
    venue: 'local',
    estimate: null,
    code: 'credits_exhausted',
    params: { needed_microcredits: microcredits(4), available_microcredits: microcredits(0) },
    at: start,
  };
}

const ownerOf = (name: string) => tokenOwner(hashOf(name));

function give(node: Storage, name: string): Promise<null> {
  const wallet = emptyWallet({ id: walletId(name), owner: ownerOf(name) });
  const ref = transferRef('grant', name);
  return node.changeWallet({ owner: wallet.owner, ref }, () => ({
    write: post({ wallet, isNewWallet: true, transfers: [gift(wallet, ref, 10_000)] }),
    answer: null,
  }));
}

/** From the first of these wallets, with all of them looked at. */
function spend(node: Storage, names: readonly string[]): Promise<HoldId> {
  const id = holdId();
  const ask = { id, payer: { kind: 'owners', owners: names.map(ownerOf) } } as const;
  return node.reserveHold(ask, ({ wallets }) => {
    const made = wallets?.[0] === undefined ? null : holdFromWallet(opening(id), wallets[0]);
    if (made === null) throw new Error('there is nothing left to spend');
    return { write: { kind: 'hold', ...made, allowances: [] }, answer: id };
  });
}
