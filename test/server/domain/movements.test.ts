// What a wallet's movements were for.
import { expect, it } from 'vitest';
import { movedFor } from '../../../server/domain/reports/movements.ts';
import {
  adjustmentsAccount,
  promoAccount,
  refundsAccount,
  revenueAccount,
  shortfallAccount,
  suspenseAccount,
  worldAccount,
} from '../../../server/domain/wallets/ledger.ts';

const moved = (counterpart: typeof revenueAccount, gained: number, lost: number) => ({ counterpart, gained, lost });

it('what was taken back and has come back again is no refund', () => {
  const movements = [
    moved(worldAccount('stripe'), 1_000, 50),
    moved(refundsAccount, 200, 300),
    moved(suspenseAccount, 40, 100),
    moved(shortfallAccount, 5, 0),
  ];
  expect(movedFor(movements)).toMatchObject({ topup: 1_000, refunds: 50 + 100 + 60 - 5, delta: 795 });
});

it('grants, corrections and charges are none either', () => {
  const movements = [
    moved(promoAccount, 70, 20),
    moved(adjustmentsAccount, 1, 4),
    moved(revenueAccount, 0, 30),
    moved(worldAccount('btcpay'), 100, 0),
  ];
  expect(movedFor(movements)).toEqual({ topup: 100, refunds: 0, granted: 50, adjusted: -3, charged: 30, delta: 117 });
});

it('nothing comes to nothing', () => {
  expect(movedFor([])).toEqual({ topup: 0, refunds: 0, granted: 0, adjusted: 0, charged: 0, delta: 0 });
});
