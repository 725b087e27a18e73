// The end of an answer that the ledger could not take is settled by whichever node gets to it, also when the one that made it is gone.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createUsecases } from '../../../server/usecases/create-usecases.ts';
import { shareSettlements } from '../../../server/storage/holds/shared-settlements.ts';
import type { SettlementOutbox } from '../../../server/storage/holds/settlement-outbox.ts';
import { type PostgresLedger, openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { noUsage } from '../../../server/domain/holds/price.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { grant, held, owner, reserve } from '../../server/storage/conformance/fixtures.ts';
import { holdId, start } from '../../support/ledger-values.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { describeOnPostgres } from './on-postgres.ts';

/** Before the hold expires. */
const now = start + 1;

await describeOnPostgres('ends that wait', (cluster) => {
  let database: string;
  let folder: Folder;
  let nodes: { ledger: PostgresLedger; own: SettlementOutbox; waiting: SettlementOutbox }[];

  beforeEach(async () => {
    database = await cluster.create();
    folder = temporaryFolder();
    nodes = await Promise.all(['a', 'b'].map(open));
  });
  afterEach(async () => {
    for (const { ledger, own } of nodes) {
      await own.close();
      await ledger.storage.close();
    }
    await cluster.drop(database);
    folder.remove();
  });

  async function open(name: string) {
    const ledger = await openPostgresStorage({ url: cluster.url(database), poolMax: 3, repeatMs: 300 });
    const own = openSettlementOutbox(`${folder.path}/${name}.settlements`);
    return { ledger, own, waiting: shareSettlements(own, ledger.nodes.settlements) };
  }
  const node = (number: number) => {
    const found = nodes[number];
    if (found === undefined) throw new Error('no such node');
    return found;
  };

  async function capture() {
    const { storage } = node(0).ledger;
    await grant(storage, transferRef('grant', 'a'), 40);
    const id = holdId();
    await reserve(storage, id);
    return {
      hold: { id, holder: held(id).holder },
      ending: { kind: 'capture', usage: noUsage, outcome: 'completed' },
    } as const;
  }
  const workOn = (number: number) =>
    createUsecases({
      storage: node(number).ledger.storage,
      rails: new Map(),
      clock: { now: () => now, wait: () => Promise.resolve() },
      config: usecaseDefaults,
      newId: () => crypto.randomUUID(),
      hosted: { offers: [], settlements: node(number).waiting },
    }).worker.runOnce(new AbortController().signal);
  const due = (of: SettlementOutbox) => of.due({ now, latest: now + 10_000, limit: 10 });

  it('are settled by another node once theirs is gone', async () => {
    const waits = await capture();
    await node(0).waiting.put(waits, now);
    // It dies: nothing of it is asked again.
    await workOn(1);
    expect((await node(1).ledger.storage.readHold(waits.hold.id))?.hold.state).toBe('captured');
    expect(await node(1).waiting.count()).toBe(0);
    expect(await node(1).ledger.storage.audit()).toMatchObject({ findings: [] });
  });

  it('wait in the node’s own file while the database is away, and are handed over before they are due', async () => {
    const waits = await capture();
    await cluster.crash();
    await node(0).waiting.put(waits, now);
    expect(await node(0).own.count()).toBe(1);
    // Nothing can be settled, and nothing breaks.
    expect(await due(node(0).waiting)).toEqual([]);
    await cluster.start();
    await node(0).waiting.close();
    await expect
      .poll(
        () =>
          node(1)
            .ledger.storage.readWallet(owner)
            .catch(() => null),
        { timeout: 60_000 },
      )
      .toMatchObject({ balance: 40 });
    await workOn(1);
    expect((await node(1).ledger.storage.readHold(waits.hold.id))?.hold.state).toBe('captured');
  });

  it('are taken by one node at a time, and by another where that one does not come back', async () => {
    const waits = await capture();
    await node(0).waiting.put(waits, now);
    const both = await Promise.all([due(node(0).waiting), due(node(1).waiting)]);
    expect(both.flat()).toEqual([{ ...waits, attempts: 0 }]);
    const later = now + 20_000;
    expect(await node(1).waiting.due({ now: later, latest: later + 10_000, limit: 10 })).toHaveLength(1);
  });
});
