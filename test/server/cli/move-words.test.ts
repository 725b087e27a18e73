// What "move" makes of the two words that name its ends, where neither leads to a database.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { move } from '../../../server/cli/move.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function run(values: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}) {
  const heard: string[] = [];
  const hear = (text: string, code: number): number => (heard.push(text), code);
  const code = await move(env, values, { say: (text) => hear(text, 0), complain: (text) => hear(text, 1) });
  return { code, heard: heard.join('\n') };
}

const odd = [
  'mysql://me:hush-hush@db.example.org/ledger',
  'postgres:me:hush-hush@db.example.org/ledger',
  'postgres://me:hush-hush@db.example.org',
  'postgres://me:hush-hush#@db.example.org/ledger',
  'postgres://me:hush-hush%@db.example.org/ledger',
];

it.each(odd)('%s is no address of a database, and is not repeated', async (address) => {
  const to = join(folder.path, 'new.db');
  for (const values of [
    { from: address, to },
    { from: to, to: address },
    { from: address, 'take-back': true },
  ]) {
    const { code, heard } = await run(values);
    expect([code, heard]).toEqual([2, expect.stringContaining('An address of a PostgreSQL database is like')]);
    expect(heard).not.toContain('hush-hush');
  }
  expect(existsSync(to)).toBe(false);
});

it('an address is one in any case and with spaces around it, and what is set to nothing is not set', async () => {
  const first = 'postgres://127.0.0.1:1/first';
  expect((await run({ from: ' POSTGRES://127.0.0.1:1/second\n', to: first })).heard).toContain('is moved between');
  expect((await run({ from: 'DATABASE_URL', to: first }, { DATABASE_URL: ' ' })).heard).toBe(
    'DATABASE_URL is not set.',
  );
});
