// A ledger's file whose plans are counted in another store beside it.
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { CounterKey, CounterWindow } from '../../../../server/domain/plans/plan.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { openSqliteStorage } from '../../../../server/storage/sqlite/open-storage.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import { type Folder, temporaryFolder } from '../../../support/server-ledger.ts';
import { count } from '../conformance/fixtures.ts';
import { provesStorage } from '../conformance.ts';

/** The same ledger with its counts elsewhere. */
type Beside = (ledger: Storage) => Storage;

export const month: CounterWindow = { key: brand<CounterKey>(`month:${start}:user:7`), endsAt: start + 99_999 };

/** All that is promised of any store. `make` gives counts that are new, and that every opening of one file shares. */
export function provesBeside(name: string, make: () => Beside): void {
  provesStorage({
    name,
    open() {
      const folder = temporaryFolder();
      const beside = make();
      const opened = () => beside(openIn(folder));
      return Promise.resolve({
        storage: opened(),
        again: () => Promise.resolve(opened()),
        remove: () => Promise.resolve(folder.remove()),
      });
    },
  });
}

function openIn(folder: Folder): Storage {
  return openSqliteStorage({ path: join(folder.path, 'ledger.db') });
}

/** A ledger of its own for each test of a file. */
export function ledgerEachTest() {
  let folder: Folder;
  let ledger: Storage;
  beforeEach(() => {
    folder = temporaryFolder();
    ledger = openIn(folder);
  });
  afterEach(async () => {
    await ledger.close();
    folder.remove();
  });

  return {
    get ledger() {
      return ledger;
    },
    /** Two processes ask at once for more than a window has, and the ledger holds what was counted. */
    async expectNoneTooMany(window: CounterWindow, beside: Beside): Promise<void> {
      const other = openIn(folder);
      const both = [ledger, other].map(beside);
      const ids = Array.from({ length: 40 }, holdId);
      const asked = await Promise.all(ids.map((id, i) => count(both[i % 2] ?? ledger, [window], { id, limit: 10 })));
      expect(asked.filter((answer) => answer === 'counted')).toHaveLength(10);
      const held = await Promise.all(ids.map((id) => ledger.readHold(id)));
      expect(held.filter((hold) => hold !== null)).toHaveLength(10);
      await other.close();
    },
  };
}
