// Makes a backup of a server's files while it runs, and says what is in it.
import { resolve } from 'node:path';
import { z } from 'zod';
import { loadSettings } from '../settings/config.ts';
import { sayFinding } from '../words/commands/audit.ts';
import { backupWords as words } from '../words/commands/backup.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { type LastBackup, noteBackup } from './last-backup.ts';
import { type BackupMade, makeBackup } from './make-backup.ts';
import { exitCodes, progressTo, refuse } from './whole-command.ts';

const Wish = z.object({
  to: z.string(words.toMissing).min(1, words.toMissing),
  json: z.boolean().default(false),
});

export async function backup(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const { to, json } = wish.data;
  const voice = { say, complain, json };
  const { DB_PATH: ledger, DATABASE_URL: database } = loadSettings(env);
  if (database !== undefined) return refuse(voice, 'in_postgres', words.inPostgres);
  const made = await makeBackup({ ledger, to: resolve(to), tell: progressTo(complain, words.copying) });
  if (made.kind !== 'made') return refuse(voice, made.kind, whyNot(made));
  const { folder, form, findings } = made;
  const bytes = form.files.reduce((sum, file) => sum + file.bytes, 0);
  say(json ? JSON.stringify({ kind: 'made', folder, bytes, ...form }) : words.made({ folder, bytes, ...form }));
  for (const found of findings) complain(sayFinding(found));
  if (findings.length > 0) complain(words.unsound);
  note(ledger, { at: form.at, folder }, complain);
  return findings.length === 0 ? exitCodes.done : exitCodes.damaged;
}

/** The backup is there and whole, whatever becomes of the note: the disk of the ledger may be full, which is why it was made. */
function note(ledger: string, made: LastBackup, complain: Voice['complain']): void {
  try {
    noteBackup(ledger, made);
  } catch (error) {
    complain(words.notNoted(error instanceof Error ? error.message : String(error)));
  }
}

function whyNot(made: Exclude<BackupMade, { readonly kind: 'made' }>): string {
  switch (made.kind) {
    case 'no_ledger':
      return words.noLedger(made.path);
    case 'target_there':
      return words.targetThere(made.path);
    case 'no_room':
      return words.noRoom(made.needed, made.free);
    case 'damaged':
      return words.sourceDamaged(made.file, made.complaints);
  }
}
