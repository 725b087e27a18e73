// What the doctor finds out about the file of a ledger, the disk it is on, and its last backup.
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import type { ServerSettings } from '../settings/config.ts';
import { type FileFacts, lookAtFile } from '../storage/sqlite/whole/look-at-file.ts';
import { storeWords as words } from '../words/commands/doctor-stores.ts';
import { lastBackupOf } from './last-backup.ts';

/** Backups that are made every night are younger. */
const oldMs = 2 * 86_400_000;
/** Clocks differ. */
const aheadMs = 3_600_000;

export function lookAtLedgerFile(
  { DB_PATH: path, NODE_ENV: mode }: Pick<ServerSettings, 'DB_PATH' | 'NODE_ENV'>,
  now: number,
): readonly SetupFinding[] {
  return [...lookAtFacts(path, lookAtFile(path)), ...lookAtBackup(path, { now, isProduction: mode === 'production' })];
}

function lookAtFacts(path: string, { journalMode, isDurable, complaints, bytes, freeBytes }: FileFacts) {
  return [
    journalMode === 'wal' && isDurable ? well(words.durable) : wrong(words.notDurable(journalMode)),
    ...(complaints.length === 0
      ? [well(words.fileWhole)]
      : complaints.map((text) => wrong(words.fileDamaged(path, text)))),
    freeBytes > bytes ? well(words.room(bytes, freeBytes)) : warning(words.littleRoom(bytes, freeBytes)),
  ];
}

/** While one tries things out nobody asks for backups. */
function lookAtBackup(path: string, { now, isProduction }: { readonly now: number; readonly isProduction: boolean }) {
  const last = lastBackupOf(path);
  if (last === null) return isProduction ? [warning(words.noBackup)] : [];
  const text = words.lastBackup(last.at, last.folder);
  const age = now - Date.parse(last.at);
  if (!isProduction || (age <= oldMs && age > -aheadMs)) return [well(text)];
  return [warning(`${text} ${age > 0 ? words.backupOld : words.backupAhead}`)];
}
