// The last line of defence: what the file itself refuses, whatever a program that writes it believes.
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestLedger, holdId, openTestLedger } from '../../support/server-ledger.ts';

let ledger: TestLedger;
let db: Database.Database;

beforeEach(async () => {
  ledger = openTestLedger();
  const payer = await ledger.grant('rich', 10);
  const held = { id: holdId(), model: 'm', venue: 'local' as const };
  const captured = { ...held, id: holdId() };
  for (const request of [held, captured]) await ledger.usecases.holds.reserve(payer, request);
  const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };
  await ledger.usecases.holds.capture(payer, captured.id, usage, 'completed');
  db = new Database(ledger.path);
});
afterEach(async () => {
  db.close();
  await ledger.close();
});

const refused: readonly (readonly [what: string, sql: string, words: string])[] = [
  [
    'a hold that ends twice (I4)',
    "UPDATE holds SET state = 'released', captured = 0 WHERE state = 'captured'",
    'a hold ends once',
  ],
  [
    'a hold that is opened again (I4)',
    "UPDATE holds SET state = 'held', ended_at = NULL, captured = 0 WHERE state = 'captured'",
    'a hold ends once',
  ],
  [
    'more captured than was held (I5)',
    "UPDATE holds SET state = 'captured', captured = amount + 1, ended_at = 1 WHERE state = 'held'",
    'CHECK',
  ],
  [
    'money captured by a hold that was not (I5)',
    "UPDATE holds SET state = 'released', captured = 1, ended_at = 1 WHERE state = 'held'",
    'CHECK',
  ],
  ['an end without its time', "UPDATE holds SET state = 'released' WHERE state = 'held'", 'CHECK'],
  [
    'one transfer booked twice (I6)',
    'INSERT INTO transfers (ref, from_account, to_account, amount, reason, at) SELECT ref, from_account, to_account, amount, reason, at FROM transfers LIMIT 1',
    'UNIQUE',
  ],
  [
    'a transfer of nothing',
    "INSERT INTO transfers (ref, from_account, to_account, amount, reason, at) SELECT 'new', from_account, to_account, 0, reason, at FROM transfers LIMIT 1",
    'CHECK',
  ],
  [
    'a transfer to where it came from',
    "INSERT INTO transfers (ref, from_account, to_account, amount, reason, at) SELECT 'new', to_account, to_account, 1, reason, at FROM transfers LIMIT 1",
    'CHECK',
  ],
];

it.each(refused)('the file refuses %s', (_what, sql, words) => {
  expect(() => db.exec(sql)).toThrow(words);
});
