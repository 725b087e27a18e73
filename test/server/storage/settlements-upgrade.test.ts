// An outbox from before a row named its hold by the holder: what waits in it is still settled, for the same amount and once.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HoldId } from '../../../server/contract/holds/holds.ts';
import { hashToken } from '../../../server/lib/hash-token.ts';
import { openMetering } from '../../../server/metering.ts';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { requestHolder } from '../../../server/usecases/holds/holder.ts';
import { until } from '../../support/companion.ts';
import { credits, type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { newToken } from '../metered/shop.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const settlements = fileURLToPath(new URL('../../../server/storage/sqlite/settlements/', import.meta.url));

/** As the version before wrote it. */
function oldOutbox(
  path: string,
  rows: readonly { id: string; wallet: string; digest: string | null; ending: object }[],
) {
  const db = openWriter(path);
  migrate(
    db,
    readMigrations(settlements).filter(({ id }) => id === 10),
  );
  const put = db.prepare('INSERT INTO settlements (hold_id, wallet, digest, ending, next_at) VALUES (?, ?, ?, ?, 0)');
  for (const { id, wallet, digest, ending } of rows) put.run(id, wallet, digest, JSON.stringify(ending));
  db.close();
}

it('an old outbox is settled after the upgrade: captures at the amount they name, releases free', async () => {
  const path = `${folder.path}/ledger.db`;
  const token = newToken();
  const wallet = hashToken(token);
  const first = openMetering({ path });
  await first.grant({ to: { kind: 'token', token }, amount: credits(10), reason: 'test' });
  const holds = [
    { id: HoldId.parse(randomUUID()), digest: 'what was asked' },
    { id: HoldId.parse(randomUUID()), digest: null },
    { id: HoldId.parse(randomUUID()), digest: 'what else was asked' },
  ];
  for (const { id, digest } of holds)
    await first.engine.hold({
      id,
      holder: requestHolder(wallet, digest),
      caller: { kind: 'token', tokenHash: wallet },
      work: { kind: 'route', route: 'GET /work', price: { kind: 'flat', perRequest: credits(2) } },
      estimate: null,
      ttlMs: 60_000,
      keepsRefusals: false,
    });
  expect(await first.balance({ kind: 'token', token })).toMatchObject({ balance: credits(10), held: credits(6) });
  await first.close();
  const removed = openWriter(`${path}.settlements`);
  removed.exec('DROP TABLE settlements; DELETE FROM migrations');
  removed.close();
  const usage = { promptTokens: 1, completionTokens: 2, durationMs: 3 };
  const endings = [
    { kind: 'capture', amount: credits(1), usage, outcome: 'completed' },
    { kind: 'capture', amount: credits(5), usage, outcome: 'stopped' },
    { kind: 'release', reason: 'client_left' },
  ];
  oldOutbox(
    `${path}.settlements`,
    holds.map(({ id, digest }, nth) => ({ id, wallet, digest, ending: endings[nth] ?? {} })),
  );
  const next = openMetering({ path, everyMs: 20 });
  const balance = await until(
    () => next.balance({ kind: 'token', token }),
    (seen) => seen?.held === 0,
  );
  // The second names more than was held, and no more than that is charged.
  expect(balance).toMatchObject({ balance: credits(7), held: 0 });
  await next.close();
});
