// Where the ledger is kept: in a file on this machine, or in a PostgreSQL database that several nodes share.
import { z } from 'zod';
import { formSays } from '../words/commands/setting-forms.ts';
import { faultSays } from '../words/commands/settings.ts';
import { databaseName, type DatabaseSession } from '../lib/database-places.ts';
import { faultOfAddress, secretsOfDatabase } from './database-address.ts';
import { filePath, whole } from './setting-forms.ts';

/** What it reads from may be a replica; what it writes to may not. */
const databaseAddress = (...sessions: readonly DatabaseSession[]) =>
  z.string().superRefine((text, context) => {
    const fault = faultOfAddress(text, sessions);
    if (fault !== null) context.addIssue({ code: 'custom', message: formSays.database[fault](sessions) });
  });

export const storeSettings = {
  DB_PATH: filePath.default('data/tallystick.db'),
  DATABASE_URL: databaseAddress('read-write').optional(),
  DATABASE_POOL: whole(2, 200).prefault('10'),
  DATABASE_READ_URL: databaseAddress('any', 'read-write').optional(),
  DATABASE_CONNECT_SECONDS: whole(1, 60).prefault('5'),
  DATABASE_STATEMENT_SECONDS: whole(1, 600).prefault('10'),
  DATABASE_LOCK_SECONDS: whole(1, 60).prefault('5'),
  SETTINGS_CHANGED: z.string().max(100, formSays.longest(100)).optional(),
};

type StoreSettings = Readonly<z.infer<z.ZodObject<typeof storeSettings>>>;

/** Nodes that hash addresses by different keys would give everybody one allowance on each of them. */
export function storeFaults(
  settings: StoreSettings & { readonly ANON_SALT?: string | undefined },
): readonly { readonly name: string; readonly message: string }[] {
  if (settings.DATABASE_URL === undefined)
    return settings.DATABASE_READ_URL === undefined
      ? []
      : [{ name: 'DATABASE_URL', message: faultSays.beside('DATABASE_READ_URL') }];
  const faults: { readonly name: string; readonly message: string }[] = [];
  if (settings.ANON_SALT === undefined)
    faults.push({ name: 'ANON_SALT', message: faultSays.saltOfNodes('DATABASE_URL') });
  if (settings.DATABASE_LOCK_SECONDS > settings.DATABASE_STATEMENT_SECONDS)
    faults.push({ name: 'DATABASE_LOCK_SECONDS', message: faultSays.notLonger('DATABASE_STATEMENT_SECONDS') });
  return faults;
}

/** What of it must not be told. */
export function storeSecretsIn({ DATABASE_URL: url, DATABASE_READ_URL: readUrl }: StoreSettings): readonly string[] {
  return [url, readUrl].flatMap((one) => (one === undefined ? [] : secretsOfDatabase(one)));
}

/** How the ledger is called before people: without the user and the password. */
export function ledgerName({ DATABASE_URL: url, DB_PATH: path }: StoreSettings): string {
  return url === undefined ? path : databaseName(url);
}
