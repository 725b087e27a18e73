// The key under which addresses and client ids are counted, kept beside the ledger.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Made once, so that a restart does not give everyone a new allowance. `path` is the ledger's file. */
export function keptSalt(path: string): string {
  const kept = join(dirname(path), 'anon-salt');
  try {
    writeFileSync(kept, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(kept, 'utf8').trim();
}
