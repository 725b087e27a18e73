/// <reference types="vite/types/importMeta.d.ts" />
// The numbered steps that bring a database file to this version, as the bundler packs them into the core.
import { createHash } from 'node:crypto';

export type Migration = {
  readonly number: number;
  /** "0010-chats": the file's name. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 over the text with Unix line ends, hexadecimal. */
  readonly checksum: string;
};

const files = import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true });

/** In the order in which they run. */
export const migrations: readonly Migration[] = Object.entries(files)
  .map(([path, text]) => readMigration(path, text))
  .sort((a, b) => a.number - b.number);

export function readMigration(path: string, text: string): Migration {
  const match = /(?<name>(?<number>\d{4})-[a-z0-9-]+)\.sql$/.exec(path);
  if (!match?.groups) throw new Error(`A migration is called 0010-what-it-does.sql, not ${path}`);
  const { name = '', number = '' } = match.groups;
  const sql = text.replaceAll('\r\n', '\n');
  return { number: Number(number), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}
