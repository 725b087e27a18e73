// Makes a backup of all that a server keeps in files, while it runs: as it was at one moment, checked, and under its name only
// once it is whole and on the disk.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AuditFinding } from '../contract/audit-finding.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { pass } from '../storage/failpoint.ts';
import { lookAtOneMoment } from '../storage/sqlite/whole/at-one-moment.ts';
import {
  bringUpToDate,
  checkSettlements,
  complaintsOf,
  type LedgerShape,
  shapeOf,
  weigh,
  type Weighed,
} from '../storage/sqlite/whole/check-copy.ts';
import { copyStill, syncFile } from '../storage/sqlite/whole/copy-file.ts';
import { dataFilesOf } from '../storage/sqlite/whole/data-files.ts';
import { type BackupForm, backupFormName, describeFile, writtenSums } from './backup-form.ts';

export type BackupMade =
  | {
      readonly kind: 'made';
      readonly folder: string;
      readonly form: BackupForm;
      readonly findings: readonly AuditFinding[];
    }
  | { readonly kind: 'no_ledger'; readonly path: string }
  | { readonly kind: 'target_there'; readonly path: string }
  | { readonly kind: 'no_room'; readonly needed: number; readonly free: number }
  | { readonly kind: 'damaged'; readonly file: string; readonly complaints: readonly string[] };

export type BackupAsked = {
  /** The ledger's file. */
  readonly ledger: string;
  /** The folder to be made, or one that is there, in which a folder named by the time is made. */
  readonly to: string;
  /** Hears how far it is: which file, and which part of it is copied. */
  tell(file: string, part: number): void;
};

const workName = '.tallystick-backup-';

/** Throws SchemaMismatch for a file of a newer version, StorageUnavailable where it cannot be read or written. */
export async function makeBackup({ ledger, to, tell }: BackupAsked): Promise<BackupMade> {
  if (!existsSync(ledger)) return { kind: 'no_ledger', path: ledger };
  const shape = shapeOf(ledger);
  if (shape.kind === 'no_ledger') return { kind: 'no_ledger', path: ledger };
  const folder = isFolder(to) ? join(to, `tallystick-${stampOf(Date.now())}`) : to;
  if (existsSync(folder)) return { kind: 'target_there', path: folder };
  const parent = dirname(folder);
  makeFolder(parent, { mode: 0o700 });
  removeLeftovers(parent);
  const room = roomFor(ledger, parent);
  if (room.needed > room.free) return { kind: 'no_room', ...room };
  const work = join(parent, `${workName}${process.pid}`);
  mkdirSync(work, { mode: 0o700 });
  try {
    const at = await copyAll(ledger, { work, tell });
    const checked = await check(work, { ledger: basename(ledger), shape, at });
    if (checked.kind === 'damaged') return checked;
    for (const name of readdirSync(work)) syncFile(join(work, name));
    syncFile(work);
    pass('backup_checked');
    renameSync(work, folder);
    pass('backup_named');
    syncFile(parent);
    return { ...checked, folder };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Returns of which moment they are, epoch milliseconds. */
async function copyAll(ledger: string, { work, tell }: { readonly work: string; tell: BackupAsked['tell'] }) {
  const { others, plain } = dataFilesOf(ledger);
  const moment = await lookAtOneMoment([ledger, ...others]);
  try {
    for (const file of moment.files) {
      const name = basename(file.path);
      await copyStill(file, join(work, name), (part) => tell(name, part));
      pass('backup_copied');
    }
  } finally {
    moment.close();
  }
  // It is written once, before the ledger is made.
  for (const path of plain) copyFileSync(path, join(work, basename(path)));
  return moment.at;
}

type Copied = { readonly ledger: string; readonly shape: LedgerShape; readonly at: number };

async function check(work: string, { ledger, shape, at }: Copied) {
  const names = readdirSync(work).toSorted();
  for (const file of names.filter((name) => name.startsWith(ledger))) {
    const complaints = complaintsOf(join(work, file));
    if (complaints.length > 0) return { kind: 'damaged', file, complaints } as const;
  }
  const settlements = join(work, `${ledger}.settlements`);
  if (existsSync(settlements)) checkSettlements(settlements);
  const { sums, findings } = await weighed(join(work, ledger), shape);
  const form: BackupForm = {
    form: 1,
    at: new Date(at).toISOString(),
    ledger,
    last_migration: shape.last,
    files: await Promise.all(names.map((name) => describeFile(work, name))),
    sums: writtenSums(sums),
    findings: findings.length,
  };
  writeFileSync(join(work, backupFormName), `${JSON.stringify(form, null, 2)}\n`, { mode: 0o600 });
  return { kind: 'made', form, findings } as const;
}

/** A ledger of an older version is kept as it is; another copy is brought up to date to be added up. */
async function weighed(path: string, { missing }: LedgerShape): Promise<Weighed> {
  if (missing === 0) return weigh(path);
  const scratch = `${path}.scratch`;
  copyFileSync(path, scratch);
  try {
    bringUpToDate(scratch);
    return await weigh(scratch);
  } finally {
    rmSync(scratch);
  }
}

/** Removes what killed backups left: their folders are named by a process that is gone. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(workName) ? Number(name.slice(workName.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** In bytes. A log may hold as much again as the file. */
function roomFor(ledger: string, parent: string): { readonly needed: number; readonly free: number } {
  const { others, plain } = dataFilesOf(ledger);
  const logs = [ledger, ...others].map((path) => `${path}-wal`).filter((path) => existsSync(path));
  const needed = [ledger, ...others, ...plain, ...logs].reduce((sum, path) => sum + statSync(path).size, 0);
  const { bavail, bsize } = statfsSync(parent);
  return { needed, free: bavail * bsize };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** `2026-11-29-174502` */
function stampOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
}
