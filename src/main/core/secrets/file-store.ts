// Secrets in one file that only its owner can read, for machines without a keychain and only when the person chose it.
// On Windows modes mean nothing; there the access list of the profile folder that the file lies in guards it.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { SecretStore } from '../ports.ts';
import { probeStore } from './probe-store.ts';
import { SecretsUnavailable } from '../secrets-unavailable.ts';

const Content = z.object({ version: z.literal(1), secrets: z.record(z.string(), z.string()) });

/** Far above any number of tokens a person has. */
const fileBytesMax = 1_000_000;

/** `path`: the file itself; its folder is made when missing. Writes are atomic and one after the other. */
export function createFileStore(path: string): SecretStore {
  let last: Promise<unknown> = Promise.resolve();

  /** Reads wait for writes too: nobody sees a value that is about to change. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  const change = async (edit: (secrets: Record<string, string>) => void): Promise<void> => {
    await inTurn(async () => {
      const secrets = await readSecrets(path);
      edit(secrets);
      await writeSecrets(path, secrets);
    });
  };

  const store: Omit<SecretStore, 'probe'> = {
    get: async (name) => await inTurn(async () => (await readSecrets(path))[name] ?? null),
    set: async (name, value) =>
      await change((secrets) => {
        secrets[name] = value;
      }),
    remove: async (name) =>
      await change((secrets) => {
        delete secrets[name];
      }),
  };
  return { ...store, probe: async () => await probeStore(store, 'file') };
}

async function readSecrets(path: string): Promise<Record<string, string>> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw new SecretsUnavailable({ code: 'file_unreadable' });
  });
  if (found === null) return {};
  if (!found.isFile()) throw new SecretsUnavailable({ code: 'file_not_plain', path });
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new SecretsUnavailable({ code: 'file_open_to_others', path });
  }
  if (found.size > fileBytesMax) throw new SecretsUnavailable({ code: 'file_too_large', path });
  try {
    return { ...Content.parse(JSON.parse(await readFile(path, 'utf8'))).secrets };
  } catch {
    throw new SecretsUnavailable({ code: 'file_not_understood', path });
  }
}

async function writeSecrets(path: string, secrets: Readonly<Record<string, string>>): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify({ version: 1, secrets }), 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true });
    throw new SecretsUnavailable({ code: 'file_not_written', error: codeOf(error) });
  }
}

/** The rename itself must outlast a power cut. Windows cannot open folders and orders this by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
