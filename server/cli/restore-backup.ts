// Puts a backup into an empty folder. What it puts there is checked first, and has its name only once all of it is on the disk.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AuditFinding } from '../contract/audit-finding.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { isDamage } from '../storage/sqlite/failure.ts';
import { SchemaMismatch, StorageUnavailable } from '../storage/storage.ts';
import { pass } from '../storage/failpoint.ts';
import { isInUse } from '../storage/sqlite/whole/alone.ts';
import { lookAtOneMoment } from '../storage/sqlite/whole/at-one-moment.ts';
import { bringUpToDate, checkSettlements, complaintsOf, shapeOf, weigh } from '../storage/sqlite/whole/check-copy.ts';
import { copyStill, lacksLog, syncFile } from '../storage/sqlite/whole/copy-file.ts';
import { isDataFile } from '../storage/sqlite/whole/data-files.ts';
import { backupWords as words } from '../words/commands/backup.ts';
import { type BackupForm, areSameSums, describeFile, readBackupForm, writtenSums } from './backup-form.ts';

export type Restored = {
  readonly kind: 'restored';
  /** The ledger's file. */
  readonly ledger: string;
  /** The moment of the backup; null: a single file does not tell. */
  readonly at: string | null;
  readonly bytes: number;
  readonly sums: BackupForm['sums'];
  /** Migrations that the backup did not have yet. */
  readonly applied: readonly string[];
  readonly findings: readonly AuditFinding[];
};
export type RestoreRefused =
  | { readonly kind: 'no_backup'; readonly path: string }
  | { readonly kind: 'in_use'; readonly path: string }
  | { readonly kind: 'target_not_empty'; readonly path: string; readonly found: string }
  | { readonly kind: 'target_no_folder'; readonly path: string }
  | { readonly kind: 'no_room'; readonly needed: number; readonly free: number }
  | { readonly kind: 'newer'; readonly why: string }
  | { readonly kind: 'damaged'; readonly file: string; readonly complaints: readonly string[] };

export type RestoreAsked = {
  /** The folder that "backup" has made, or a single file that is a ledger. */
  readonly from: string;
  readonly to: string;
  /** What the ledger's file is to be called. */
  readonly ledgerName: string;
  tell(file: string, part: number): void;
};

/** Where the files are until they are checked; with it there, a restore was not finished. */
const workName = '.tallystick-restore';
type Source = { readonly folder: string; readonly form: BackupForm } | { readonly file: string };

export async function restoreBackup(asked: RestoreAsked): Promise<Restored | RestoreRefused> {
  const source = sourceIn(asked.from);
  if (source === null) return { kind: 'no_backup', path: asked.from };
  const refused = refusedBefore(source, asked);
  if (refused !== null) return refused;
  makeFolder(asked.to, { mode: 0o700 });
  const work = join(asked.to, workName);
  for (const name of leftoversIn(asked.to, asked.ledgerName)) rmSync(join(asked.to, name), { recursive: true });
  mkdirSync(work, { mode: 0o700 });
  try {
    const copied = 'form' in source ? await copyFolder(source, work, asked) : await copyOne(source.file, work, asked);
    if (copied !== null) return copied;
    pass('restore_copied');
    const checked = await check(work, { form: 'form' in source ? source.form : null, ledgerName: asked.ledgerName });
    if (checked.kind !== 'restored') return checked;
    pass('restore_checked');
    putInPlace(work, asked);
    return { ...checked, ledger: join(asked.to, asked.ledgerName) };
  } catch (error) {
    if (error instanceof SchemaMismatch) return { kind: 'newer', why: error.message };
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function sourceIn(from: string): Source | null {
  const found = statSync(from, { throwIfNoEntry: false });
  if (found?.isFile() === true) return { file: from };
  const form = found?.isDirectory() === true ? readBackupForm(from) : null;
  return form === null ? null : { folder: from, form };
}

function refusedBefore(source: Source, { to, ledgerName }: RestoreAsked): RestoreRefused | null {
  if (statSync(to, { throwIfNoEntry: false })?.isDirectory() === false) return { kind: 'target_no_folder', path: to };
  const leftovers = leftoversIn(to, ledgerName);
  const ledger = 'file' in source ? source.file : join(source.folder, source.form.ledger);
  const missing =
    'file' in source ? undefined : source.form.files.find(({ name }) => !existsSync(join(source.folder, name)));
  if (missing !== undefined) return { kind: 'damaged', file: missing.name, complaints: [words.why.notThere] };
  const found = existsSync(to)
    ? readdirSync(to).find((name) => !leftovers.has(name) && name !== 'lost+found')
    : undefined;
  if (found !== undefined) return { kind: 'target_not_empty', path: to, found };
  const needed =
    'file' in source ? statSync(ledger).size : source.form.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const free = freeIn(to);
  return needed > free ? { kind: 'no_room', needed, free } : null;
}

/** What a restore has left that was killed. Once the ledger has its name, all is in place. */
function leftoversIn(to: string, ledgerName: string): ReadonlySet<string> {
  const names = existsSync(to) ? readdirSync(to) : [];
  if (!names.includes(workName)) return new Set();
  if (names.includes(ledgerName)) return new Set([workName]);
  return new Set([workName, ...names.filter((name) => isDataFile(ledgerName, name))]);
}

async function copyFolder(
  { folder, form }: { readonly folder: string; readonly form: BackupForm },
  work: string,
  { ledgerName, tell }: RestoreAsked,
): Promise<RestoreRefused | null> {
  for (const { name, bytes, sha256 } of form.files) {
    const path = join(work, nameHere(name, form.ledger, ledgerName));
    await copyFile(join(folder, name), path);
    const found = await describeFile(work, basename(path));
    if (found.sha256 !== sha256)
      return {
        kind: 'damaged',
        file: name,
        complaints: [found.bytes === bytes ? words.why.changed : words.why.otherSize(found.bytes, bytes)],
      };
    tell(name, 1);
  }
  return null;
}

/** A copy that was made by other means, with its log beside it or without. */
async function copyOne(file: string, work: string, { ledgerName, tell }: RestoreAsked): Promise<RestoreRefused | null> {
  const name = basename(file);
  try {
    if (shapeOf(file).kind === 'no_ledger') return { kind: 'no_backup', path: file };
    if (isInUse(file)) return { kind: 'in_use', path: file };
    if (lacksLog(file)) return { kind: 'damaged', file: name, complaints: [words.why.withoutLog] };
    const moment = await lookAtOneMoment([file]);
    try {
      for (const still of moment.files) await copyStill(still, join(work, ledgerName), (part) => tell(name, part));
    } finally {
      moment.close();
    }
    return null;
  } catch (error) {
    // What it is copied to may be full or away, and the backup is none the worse for it.
    if (error instanceof StorageUnavailable && isDamage(error))
      return { kind: 'damaged', file: name, complaints: [error.message] };
    throw error;
  }
}

async function check(
  work: string,
  { form, ledgerName }: { readonly form: BackupForm | null; readonly ledgerName: string },
): Promise<RestoreRefused | Omit<Restored, 'ledger'>> {
  const ledger = join(work, ledgerName);
  for (const file of readdirSync(work).filter((name) => name.startsWith(ledgerName))) {
    const complaints = complaintsOf(join(work, file));
    if (complaints.length > 0) return { kind: 'damaged', file, complaints };
  }
  const settlements = `${ledger}.settlements`;
  if (existsSync(settlements)) checkSettlements(settlements);
  const applied = bringUpToDate(ledger);
  const weighed = await weigh(ledger);
  const sums = writtenSums(weighed.sums);
  if (form !== null && !areSameSums(form.sums, sums))
    return {
      kind: 'damaged',
      file: form.ledger,
      complaints: [words.why.otherSums],
    };
  const bytes = readdirSync(work).reduce((sum, name) => sum + statSync(join(work, name)).size, 0);
  return { kind: 'restored', at: form?.at ?? null, bytes, sums, applied, findings: weighed.findings };
}

/** The ledger last: before that, no server finds one there. */
function putInPlace(work: string, { to, ledgerName }: RestoreAsked): void {
  const names = readdirSync(work).toSorted((left, right) => Number(left === ledgerName) - Number(right === ledgerName));
  for (const name of names) syncFile(join(work, name));
  for (const name of names) {
    renameSync(join(work, name), join(to, name));
    pass('restore_placed');
  }
  syncFile(to);
}

/** `DB_PATH` may be called otherwise here than where the backup was made. */
function nameHere(name: string, ledger: string, ledgerName: string): string {
  return name.startsWith(ledger) ? `${ledgerName}${name.slice(ledger.length)}` : name;
}

function freeIn(folder: string): number {
  let at = folder;
  while (!existsSync(at)) at = join(at, '..');
  const { bavail, bsize } = statfsSync(at);
  return bavail * bsize;
}
