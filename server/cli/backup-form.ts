// What stands in a backup beside its files: when it was made, of what, and what the ledger came to then.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Microcredits } from '../contract/money.ts';
import type { LedgerSums } from '../storage/sqlite/whole/check-copy.ts';

export const backupFormName = 'backup.json';

const BackupFile = z.object({
  name: z.string().regex(/^(?!\.{1,2}$)[^/\\\0]+$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupFile = Readonly<z.infer<typeof BackupFile>>;

const BackupForm = z.object({
  form: z.literal(1),
  at: z.iso.datetime(),
  /** The ledger's name among the files. */
  ledger: z.string(),
  last_migration: z.string(),
  files: z.array(BackupFile).min(1).max(20),
  sums: z.object({
    wallets: z.int(),
    balance_microcredits: Microcredits,
    held_microcredits: Microcredits,
    entries: z.int(),
    bookings: z.int(),
    orders: z.int(),
    last_booked_at: z.iso.datetime().nullable(),
  }),
  /** How much was wrong in the ledger itself when it was copied. */
  findings: z.int().min(0),
});
export type BackupForm = Readonly<z.infer<typeof BackupForm>>;

/** null: there is none, or it is none of ours. */
export function readBackupForm(folder: string): BackupForm | null {
  try {
    const form = BackupForm.safeParse(JSON.parse(readFileSync(join(folder, backupFormName), 'utf8')));
    if (!form.success || !form.data.files.some(({ name }) => name === form.data.ledger)) return null;
    return form.data;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return null;
    throw error;
  }
}

export async function describeFile(folder: string, name: string): Promise<BackupFile> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, bytes: statSync(path).size, sha256: hash.digest('hex') };
}

export function writtenSums({ balance, held, lastBookedAt, ...sums }: LedgerSums): BackupForm['sums'] {
  return {
    ...sums,
    balance_microcredits: balance,
    held_microcredits: held,
    last_booked_at: lastBookedAt === null ? null : new Date(lastBookedAt).toISOString(),
  };
}

/** By what no version counts otherwise. */
export function areSameSums(left: BackupForm['sums'], right: BackupForm['sums']): boolean {
  const keys = ['wallets', 'balance_microcredits', 'held_microcredits', 'entries', 'orders'] as const;
  return keys.every((key) => left[key] === right[key]);
}
