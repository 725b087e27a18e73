// Wallets as their holders and the operator see them, and what the operator may do to them.
import { sayInEnglish } from '../../../server/words/say-problem.ts';
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { AccountId } from '../../../server/contract/wallets/wallets.ts';
import { microcreditsDelta } from '../../../server/domain/money.ts';
import {
  type TestLedger,
  credits,
  hashOf,
  holder,
  holdId,
  openTestLedger,
  start,
} from '../../support/server-ledger.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
const open: TestLedger[] = [];

function ledger(): TestLedger {
  const made = openTestLedger();
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function accountOf({ usecases }: TestLedger, token: string): Promise<AccountId> {
  const own = await usecases.wallets.own(holder(token), 'me');
  return (own.kind === 'wallet' ? own.wallet.account_id : null) ?? AccountId.parse('none');
}

const delta = (count: number) => microcreditsDelta(count * 1_000_000);

it('a holder and the operator see the same wallet, with what is held and what is free', async () => {
  const one = ledger();
  const payer = await one.grant('rich', 3);
  await one.usecases.holds.reserve(payer, { id: holdId(), model: 'm', venue: 'local' });
  const own = await one.usecases.wallets.own(holder('rich'), 'me');
  expect(own).toMatchObject({
    wallet: {
      balances: [
        {
          currency: 'credits',
          balance_microcredits: credits(3),
          held_microcredits: credits(1),
          available_microcredits: credits(2),
        },
      ],
    },
  });
  expect(await one.usecases.wallets.read({ accountId: await accountOf(one, 'rich') })).toMatchObject(own);
});

it('a wallet that nobody has is not told from a token that nobody has', async () => {
  const { usecases } = ledger();
  expect(await usecases.wallets.own(holder('stranger'), 'me')).toMatchObject({ code: 'token_rejected' });
  const asked = { limit: 5, cursor: null };
  expect(await usecases.wallets.ownLedger(holder('stranger'), 'me', asked)).toMatchObject({
    code: 'token_rejected',
  });
  const unknown = AccountId.parse('unknown');
  expect(await usecases.wallets.read({ accountId: unknown })).toMatchObject({ code: 'wallet_not_found' });
  expect(await usecases.wallets.ledger({ accountId: unknown }, asked)).toMatchObject({ code: 'wallet_not_found' });
});

it('the pages of a ledger follow each other without gap or repeat while new entries come in', async () => {
  const { usecases, grant } = ledger();
  for (let i = 1; i <= 7; i += 1) await grant('rich', i);
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const answer = await usecases.wallets.ledger({ owner: tokenOwner(hashOf('rich')) }, { limit: 3, cursor });
    if (answer.kind === 'refused') throw new Error(sayInEnglish(answer));
    seen.push(...answer.page.entries.map((entry) => entry.amount_microcredits / 1_000_000));
    cursor = answer.page.next_cursor;
    await grant('rich', 100);
  } while (cursor !== null);
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

it('a page that ends with the ledger names no further one', async () => {
  const { usecases, grant } = ledger();
  for (let i = 1; i <= 3; i += 1) await grant('rich', i);
  const page = await usecases.wallets.ledger({ owner: tokenOwner(hashOf('rich')) }, { limit: 3, cursor: null });
  expect(page).toMatchObject({ kind: 'page', page: { next_cursor: null } });
});

it('an entry says what it moved, what was left, to or from where, and why', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 3);
  const id = holdId();
  await usecases.holds.reserve(payer, { id, model: 'llama3', venue: 'local' });
  await usecases.holds.capture(payer, id, usage, 'completed');
  const page = await usecases.wallets.ledger({ owner: tokenOwner(hashOf('rich')) }, { limit: 1, cursor: null });
  expect(page).toMatchObject({
    page: {
      entries: [
        {
          ref: `hold:${id}`,
          counterpart: 'revenue',
          amount_microcredits: -1_000_000,
          balance_after_microcredits: credits(2),
          cause: { code: 'charge', model: 'llama3' },
          at: start,
        },
      ],
    },
  });
});

it('a cursor of another ledger, or of none, is refused', async () => {
  const { usecases, grant } = ledger();
  await grant('rich', 1);
  await grant('other', 1);
  await grant('other', 1);
  const other = await usecases.wallets.ledger({ owner: tokenOwner(hashOf('other')) }, { limit: 1, cursor: null });
  const cursor = other.kind === 'page' ? other.page.next_cursor : null;
  expect(cursor).not.toBeNull();
  for (const wrong of [cursor, '', 'nonsense'])
    expect(
      await usecases.wallets.ledger({ owner: tokenOwner(hashOf('rich')) }, { limit: 1, cursor: wrong }),
    ).toMatchObject({
      code: 'invalid_request',
    });
});

it('a page is never longer than 200 entries', async () => {
  const { usecases, grant } = ledger();
  await Promise.all(Array.from({ length: 205 }, () => grant('rich', 1)));
  const page = await usecases.wallets.ledger({ owner: tokenOwner(hashOf('rich')) }, { limit: 5_000, cursor: null });
  expect(page.kind === 'page' && page.page.entries.length).toBe(200);
});

it('an adjustment moves a balance up and down, once per reference', async () => {
  const one = ledger();
  await one.grant('rich', 3);
  const accountId = await accountOf(one, 'rich');
  const up = { accountId, amount: delta(2), reason: 'lost in a crash', ref: 'case 1' };
  expect(await one.usecases.operator.adjust(up)).toMatchObject({ kind: 'adjusted', balance: credits(5), isNew: true });
  expect(await one.usecases.operator.adjust(up)).toMatchObject({ kind: 'adjusted', balance: credits(5), isNew: false });
  const down = { accountId, amount: delta(-4), reason: 'given twice', ref: 'case 2' };
  expect(await one.usecases.operator.adjust(down)).toMatchObject({ balance: credits(1), isNew: true });
  expect(await one.usecases.operator.adjust({ ...up, amount: delta(-2) })).toMatchObject({
    code: 'idempotency_conflict',
  });
  const page = await one.usecases.wallets.ledger({ accountId }, { limit: 1, cursor: null });
  expect(page).toMatchObject({
    page: {
      entries: [
        { counterpart: 'adjustments', amount_microcredits: delta(-4), cause: { code: 'written', text: 'given twice' } },
      ],
    },
  });
});

it('an adjustment never takes what is held, and one of nothing is refused', async () => {
  const one = ledger();
  const payer = await one.grant('rich', 3);
  await one.usecases.holds.reserve(payer, { id: holdId(), model: 'm', venue: 'local' });
  const accountId = await accountOf(one, 'rich');
  const take = (count: number) =>
    one.usecases.operator.adjust({ accountId, amount: delta(-count), reason: 'r', ref: randomUUID() });
  expect(await take(3)).toMatchObject({
    code: 'balance_too_low',
    params: { available_microcredits: credits(2) },
  });
  expect(await take(0)).toMatchObject({ code: 'invalid_request' });
  expect(await take(2)).toMatchObject({ kind: 'adjusted', balance: credits(1) });
});

it('only a token’s first grant makes a wallet; an account id must exist', async () => {
  const one = ledger();
  const unknown = AccountId.parse('unknown');
  const gift = { accountId: unknown, amount: credits(1), reason: 'r', ref: 'x' };
  expect(await one.usecases.operator.grant(gift)).toMatchObject({ code: 'wallet_not_found' });
  expect(await one.usecases.operator.adjust({ ...gift, amount: delta(1) })).toMatchObject({ code: 'wallet_not_found' });
  await one.grant('rich', 1);
  const accountId = await accountOf(one, 'rich');
  expect(await one.usecases.operator.grant({ ...gift, accountId })).toMatchObject({ balance: credits(2), isNew: true });
});

it('the mode says what can be paid now: less than a credit can, and what is held cannot', async () => {
  const { usecases, grant } = ledger();
  const mode = async (payer: Parameters<typeof usecases.status.pro>[0]) => {
    const told = await usecases.status.pro(payer, null);
    return told.kind === 'status' ? told.mode : told.code;
  };
  const payer = await grant('rich', 2);
  expect(await mode(payer)).toBe('active');
  for (const id of [holdId(), holdId()]) await usecases.holds.reserve(payer, { id, model: 'm', venue: 'local' });
  expect(await mode(payer)).toBe('exhausted');
  const small = await grant('poor', 1);
  const adjust = { owner: tokenOwner(hashOf('poor')), amount: microcreditsDelta(-20_000), reason: 'r', ref: 'a' };
  expect(await usecases.operator.adjust(adjust)).toMatchObject({ balance: 980_000 });
  expect(await mode(small)).toBe('active');
});
