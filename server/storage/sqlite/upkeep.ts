// The upkeep of the file: what is forgotten, brought forward, checked and closed.
import type { Upkeep } from '../upkeep.ts';
import { prepareBacklog } from './backlog.ts';
import { prepareBringForward } from './bring-forward.ts';
import type { Connection } from './connection.ts';
import { preparePruning } from './prune.ts';
import type { LedgerFile } from './serve-file.ts';

/** `isLogMissing`: as it was found when the file was opened. */
export function createUpkeep(file: LedgerFile, db: Connection, isLogMissing: boolean): Upkeep {
  const prune = preparePruning(db);
  const bringForward = prepareBringForward(db);
  const backlog = prepareBacklog(db);
  // There and back: SQLite writes no page for a row that stays as it is, and so would prove nothing of the disk.
  const touch = db.prepare<[number]>(
    'UPDATE migrations SET applied_at = applied_at + ? WHERE id = (SELECT MIN(id) FROM migrations)',
  );

  let closing: Promise<void> | null = null;

  return {
    prune: (before) => file.write(() => prune(before)),
    bringForward: (now, waits) => file.write(() => bringForward(now, waits)),
    audit: async () => ({ ...(await file.audit()), isLogMissing }),
    async checkWritable() {
      await file.read(() => file.probe());
      await file.write(() => {
        touch.run(1);
        touch.run(-1);
      });
    },
    backlog: () => file.read(backlog),
    engine: () => file.engine(),
    close: () => (closing ??= file.close()),
  };
}
