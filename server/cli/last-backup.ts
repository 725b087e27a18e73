// When the last backup of a ledger was made, noted beside it, for the doctor.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const Note = z.object({ at: z.iso.datetime(), folder: z.string() });
export type LastBackup = Readonly<z.infer<typeof Note>>;

const pathOf = (ledger: string): string => `${ledger}.last-backup`;

export function noteBackup(ledger: string, note: LastBackup): void {
  const path = pathOf(ledger);
  writeFileSync(`${path}.new`, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** null: none is known. */
export function lastBackupOf(ledger: string): LastBackup | null {
  try {
    return Note.safeParse(JSON.parse(readFileSync(pathOf(ledger), 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null;
    throw error;
  }
}
