import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lookAtLedgerFile } from '../../../server/cli/doctor-file.ts';
import { noteBackup } from '../../../server/cli/last-backup.ts';
import { migrateSqliteFile } from '../../../server/storage/sqlite/open-storage.ts';
import { spoil } from '../../support/spoil-file.ts';
import { temporaryFolder, type Folder } from '../../support/server-ledger.ts';

let folder: Folder;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'ledger.db');
  migrateSqliteFile(path);
});
afterEach(() => folder.remove());

const day = 86_400_000;
const now = Date.parse('2026-11-29T12:00:00Z');
const look = (mode: 'production' | 'development' = 'production') =>
  lookAtLedgerFile({ DB_PATH: path, NODE_ENV: mode }, now);
const warnings = (mode?: 'production' | 'development') => look(mode).filter(({ kind }) => kind === 'warning');

it('a file that is whole and durable is well', () => {
  expect(look('development').map(({ kind }) => kind)).toEqual(['well', 'well', 'well']);
});

it('a production without a backup, or with an old one, is warned of', () => {
  expect(warnings()).toMatchObject([{ text: expect.stringContaining('No backup is known') }]);
  const at = (ms: number) => ({ at: new Date(ms).toISOString(), folder: '/backups/one' });
  noteBackup(path, at(now - 3 * day));
  expect(warnings()).toMatchObject([{ text: expect.stringContaining('more than two days ago') }]);
  noteBackup(path, at(now - day));
  expect(warnings()).toEqual([]);
  expect(look().at(-1)?.text).toBe('The last backup was made on 2026-11-28 12:00:00 UTC in /backups/one.');
  noteBackup(path, at(now + day));
  expect(warnings()).toMatchObject([{ text: expect.stringContaining('still to come') }]);
  writeFileSync(`${path}.last-backup`, 'not what it should be');
  expect(warnings()).toHaveLength(1);
  expect(warnings('development')).toEqual([]);
});

it('a file that SQLite finds damaged is told with its reason', () => {
  spoil(path, 'transfers');
  expect(look().filter(({ kind }) => kind === 'wrong')[0]?.text).toContain('is damaged');
});
