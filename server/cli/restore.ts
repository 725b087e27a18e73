// Puts a backup into an empty folder, and says what is lost with it and what there is to do.
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { loadSettings } from '../settings/config.ts';
import { sayFinding } from '../words/commands/audit.ts';
import { backupWords as words } from '../words/commands/backup.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { type RestoreRefused, restoreBackup } from './restore-backup.ts';
import { exitCodes, progressTo, refuse } from './whole-command.ts';

const Wish = z.object({
  from: z.string(words.fromMissing).min(1, words.fromMissing),
  to: z.string(words.restoreToMissing).min(1, words.restoreToMissing),
  json: z.boolean().default(false),
});

export async function restore(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const { from, to, json } = wish.data;
  const voice = { say, complain, json };
  const settings = loadSettings(env);
  const ledgerName = basename(settings.DB_PATH);
  const tell = progressTo(complain, words.copying);
  const restored = await restoreBackup({ from: resolve(from), to: resolve(to), ledgerName, tell });
  if (restored.kind !== 'restored') return refuse(voice, restored.kind, whyNot(restored));
  const isElsewhere = resolve(settings.DB_PATH) !== restored.ledger;
  say(
    json ? JSON.stringify({ ...restored, findings: restored.findings.length }) : words.restored(restored, isElsewhere),
  );
  for (const found of restored.findings) complain(sayFinding(found));
  if (restored.findings.length > 0) complain(words.restoredUnsound);
  return restored.findings.length === 0 ? exitCodes.done : exitCodes.damaged;
}

function whyNot(refused: RestoreRefused): string {
  switch (refused.kind) {
    case 'no_backup':
      return words.noBackup(refused.path);
    case 'in_use':
      return words.inUse(refused.path);
    case 'target_not_empty':
      return words.targetNotEmpty(refused.path, refused.found);
    case 'target_no_folder':
      return words.targetNoFolder(refused.path);
    case 'no_room':
      return words.noRoom(refused.needed, refused.free);
    case 'newer':
      return refused.why;
    case 'damaged':
      return words.backupDamaged(refused.file, refused.complaints);
  }
}
