// Double entry as properties: whatever is booked, the sums hold.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Transfer,
  type Wallet,
  adjustmentsAccount,
  emptyWallet,
  entriesOf,
  post,
  promoAccount,
  refundsAccount,
  revenueAccount,
  shortfallAccount,
  suspenseAccount,
  tokenOwner,
  transferRef,
  walletAccount,
  walletId,
  worldAccount,
} from '../../../server/domain/wallets/ledger.ts';
import { gain, loss, microcredits, share, subtract } from '../../../server/domain/money.ts';
import { hashOf } from '../../support/ledger-values.ts';

const id = walletId('w');
const own = walletAccount(id);
const empty = emptyWallet({ id, owner: tokenOwner(hashOf('t')) });
const amount = fc.integer({ min: 1, max: 2 ** 40 }).map(microcredits);

function transfer(of: Partial<Transfer>): Transfer {
  return {
    ref: transferRef('grant', 'r'),
    from: promoAccount,
    to: own,
    amount: microcredits(1),
    cause: { code: 'written', text: 'test' },
    at: 0,
    ...of,
  };
}

it('the two halves of every transfer sum to nothing', () => {
  fc.assert(
    fc.property(amount, (moved) => {
      const [from, to] = entriesOf(transfer({ amount: moved }));
      expect(from.delta + to.delta).toBe(0);
    }),
  );
});

it('a wallet comes to what its entries come to, and never passes below nothing on the way', () => {
  const booking = fc.record({ amount, isIn: fc.boolean() });
  fc.assert(
    fc.property(fc.array(booking, { maxLength: 20 }), (bookings) => {
      const transfers = bookings.map(({ amount, isIn }) =>
        transfer(isIn ? { amount } : { amount, from: own, to: revenueAccount }),
      );
      const sums = bookings.reduce<number[]>(
        (all, one) => [...all, (all.at(-1) ?? 0) + (one.isIn ? 1 : -1) * one.amount],
        [],
      );
      const expected = sums.some((sum) => sum < 0) ? 'refused' : (sums.at(-1) ?? 0);
      expect(balanceAfter(transfers)).toBe(expected);
    }),
  );
});

function balanceAfter(transfers: readonly Transfer[]): number | 'refused' {
  try {
    return post({ wallet: empty, transfers }).after.balance;
  } catch {
    return 'refused';
  }
}

it('no posting leaves a wallet holding more than it has, or less than nothing', () => {
  const wallet: Wallet = { ...empty, balance: microcredits(10), held: microcredits(4) };
  expect(post({ wallet, transfers: [], heldChange: gain(microcredits(6)) }).after.held).toBe(10);
  expect(() => post({ wallet, transfers: [], heldChange: gain(microcredits(7)) })).toThrow('would hold 11 of 10');
  expect(() => post({ wallet, transfers: [], heldChange: loss(microcredits(5)) })).toThrow('not an amount');
  expect(() =>
    post({ wallet, transfers: [transfer({ from: own, to: revenueAccount, amount: microcredits(7) })] }),
  ).toThrow('would hold 4 of 3');
});

it('a transfer of nothing, to itself or of another wallet is a bug', () => {
  expect(() => post({ wallet: empty, transfers: [transfer({ amount: microcredits(0) })] })).toThrow('moves nothing');
  expect(() => post({ wallet: empty, transfers: [transfer({ from: own })] })).toThrow('goes nowhere');
  expect(() => post({ wallet: empty, transfers: [transfer({ from: walletAccount(walletId('other')) })] })).toThrow(
    'second wallet',
  );
});

it('an amount is a whole number that a float can hold exactly', () => {
  for (const wrong of [-1, 0.5, Number.NaN, Infinity, 2 ** 53])
    expect(() => microcredits(wrong)).toThrow('not an amount');
  expect(() => subtract(microcredits(1), microcredits(2))).toThrow('not an amount');
  expect(Object.is(microcredits(-0), 0)).toBe(true);
});

it('a share is never more than the whole, and loses less than one', () => {
  fc.assert(
    fc.property(amount, fc.nat(), fc.integer({ min: 1, max: 2 ** 31 }), (whole, a, b) => {
      const part = Math.min(a, b);
      const shared = BigInt(share(whole, { part, whole: b })) * BigInt(b);
      const exact = BigInt(whole) * BigInt(part);
      expect(shared <= exact && exact - shared < BigInt(b)).toBe(true);
    }),
  );
});

it('no two accounts share a name, and no two owners', () => {
  const houses = [revenueAccount, promoAccount, refundsAccount, adjustmentsAccount, suspenseAccount, shortfallAccount];
  const named = [...houses, own, walletAccount(walletId('other')), worldAccount('stripe'), worldAccount('sandbox')];
  expect([new Set(named).size, named.every((name) => name !== '')]).toEqual([named.length, true]);
  expect(tokenOwner(hashOf('a'))).toBe(tokenOwner(hashOf('a')));
  expect(tokenOwner(hashOf('a'))).not.toBe(tokenOwner(hashOf('b')));
});

it('a wallet is made by its first posting, and only where that says so', () => {
  const made = [undefined, false, true].map((isNewWallet) =>
    post({ wallet: empty, transfers: [], ...(isNewWallet === undefined ? {} : { isNewWallet }) }),
  );
  expect(made.map(({ isNewWallet }) => isNewWallet)).toEqual([false, false, true]);
});
