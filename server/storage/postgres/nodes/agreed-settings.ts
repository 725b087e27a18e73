// What the settings of all nodes must say alike, in a table.
import type { AgreedSettings } from '../../nodes/agreed-settings.ts';
import type { News } from '../../nodes/newsroom.ts';
import { lockNames } from '../locks.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import { notifyText } from './newsroom.ts';

const all = sql<{ readonly name: string; readonly hash: string }>('SELECT name, hash FROM agreed_settings');
const write = sql(
  `INSERT INTO agreed_settings (name, hash, agreed_at)
   SELECT name, hash, floor(extract(epoch FROM clock_timestamp()) * 1000) FROM unnest($1::text[], $2::text[]) AS new (name, hash)
   ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, agreed_at = excluded.agreed_at
     WHERE agreed_settings.hash <> excluded.hash`,
);

const notify = sql<object>(notifyText);

export function createAgreedSettings(database: LedgerDatabase): AgreedSettings {
  return {
    agree: (own, { isMeant }) =>
      database.write(async (tx) => {
        // Of two nodes that start at once with different settings, one is first.
        await lockNames(tx, 'matter', ['settings']);
        const differing = await differingFrom(tx, own);
        if (differing.length === 0 || isMeant) await tx.run(write, [[...own.keys()], [...own.values()]]);
        // With the commit, and not after it as other news: a node agrees before it is connected to tell anything.
        if (differing.length > 0 && isMeant)
          await tx.all(notify, [[JSON.stringify({ kind: 'settings' } satisfies News)]]);
        return differing;
      }),
    compare: (own) => database.read((tx) => differingFrom(tx, own)),
  };
}

async function differingFrom(tx: Transaction, own: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const rows = await tx.all(all);
  return rows
    .filter(({ name, hash }) => own.has(name) && own.get(name) !== hash)
    .map(({ name }) => name)
    .sort();
}
