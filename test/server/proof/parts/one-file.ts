// A ledger under proof in a file of SQLite that two processes share.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStorage } from '../../../../server/storage/sqlite/open-storage.ts';
import { tempFolder } from '../../../support/companion.ts';
import type { Ground } from './place.ts';

export const oneFile: Ground = {
  nodes: 2,
  make() {
    const folder = tempFolder();
    const at = join(folder, 'ledger.db');
    return Promise.resolve({
      at,
      folderOf: () => folder,
      env: {},
      open: () => Promise.resolve(openSqliteStorage({ path: at, migrate: false })),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    });
  },
};
