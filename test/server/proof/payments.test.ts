// Payments on files of SQLite. Nothing here is about the disk, so the files are kept in memory where there is a place for that.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { openFileTables } from './parts/payments/file-tables.ts';
import { provesPayments } from './parts/prove-payments.ts';

provesPayments({
  make() {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tallystick-payments-'));
    const path = join(folder, 'ledger.db');
    return Promise.resolve({
      open: () => Promise.resolve(openSqliteStorage({ path })),
      tables: () => Promise.resolve(openFileTables(path)),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    });
  },
  small: { orders: 40, silences: 12, deaths: 12 },
});
