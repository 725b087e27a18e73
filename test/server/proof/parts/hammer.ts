// A process to be killed: reserves, captures, releases and grants as fast as it can. It says what it is about to ask, and
// what it was told, each in one write, so that whoever kills it knows which answers were given.
// Arguments: the ledger's file or database, the token, the client. Lines: "ask <what> <payer> <id>" and "told <id> <state>".
import { StorageUnavailable } from '../../../../server/storage/storage.ts';
import { sayInEnglish } from '../../../../server/words/say-problem.ts';
import { randomInt, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { HoldId } from '../../../../server/contract/holds/holds.ts';
import { credits, guest, hashOf, holder } from '../../../support/server-ledger.ts';
import { openSharedLedger, type SharedLedger } from './shared-ledger.ts';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';

const [at = '', token = '', client = ''] = process.argv.slice(2);
// The log is brought into the file all the time, so that deaths in the middle of that are no rare luck.
const { holds, operator } = (await open()).usecases;
const payers = { wallet: holder(token), free: guest(client) };
const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };

/** All of the line or nothing of it: the pipe is full while whoever reads it has no time. */
function say(line: string): void {
  for (;;)
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
}

/** A database that has crashed is there again in a moment. */
async function open(): Promise<SharedLedger> {
  for (;;) {
    try {
      return await openSharedLedger(at, { stepPages: 20, restartPages: 100 });
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      await pause(50);
    }
  }
}

async function message(payer: keyof typeof payers): Promise<void> {
  const id = HoldId.parse(randomUUID());
  const caller = payers[payer];
  say(`ask reserve ${payer} ${id}`);
  const reserved = await holds.reserve(caller, { id, model: 'm', venue: 'local' });
  if (reserved.kind === 'refused') throw new Error(sayInEnglish(reserved));
  say(`told ${id} ${reserved.hold.state}`);
  const end = randomInt(8);
  if (end === 0) return;
  say(`ask ${end < 3 ? 'release' : 'capture'} ${payer} ${id}`);
  const ended = end < 3 ? await holds.release(caller, id, null) : await holds.capture(caller, id, usage, 'completed');
  if (ended.kind === 'refused') throw new Error(sayInEnglish(ended));
  say(`told ${id} ${ended.hold.state}`);
}

async function gift(): Promise<void> {
  const ref = randomUUID();
  say(`ask grant wallet ${ref}`);
  await operator.grant({ owner: tokenOwner(hashOf(token)), amount: credits(10), reason: 'gift', ref });
  say(`told ${ref} granted`);
}

async function hammer(): Promise<void> {
  for (;;) {
    const what = randomInt(12);
    try {
      if (what === 0) await gift();
      else await message(what < 3 ? 'free' : 'wallet');
    } catch (error) {
      // The database is away: what was asked is unheard.
      if (!(error instanceof StorageUnavailable)) throw error;
    }
  }
}

await Promise.all(Array.from({ length: 8 }, () => hammer()));
