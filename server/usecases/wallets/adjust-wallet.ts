// An operator's correction of a balance, up or down, once per reference; never below what is free.
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import {
  type Transfer,
  type Wallet,
  adjustmentsAccount,
  available,
  post,
  transferRef,
  walletAccount,
  walletId,
} from '../../domain/wallets/ledger.ts';
import { microcredits, roomAbove } from '../../domain/money.ts';
import type { WalletNamed, WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { AccountId } from '../../contract/wallets/wallets.ts';
import { brand } from '../../lib/brand.ts';
import type { Postbox } from '../letters/postbox.ts';
import type { LedgerGuard } from './ledger-guard.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { OperatorBooking, WalletTarget } from './wallet-target.ts';

type Adjusted = {
  readonly kind: 'adjusted';
  readonly account: AccountId;
  readonly balance: Microcredits;
  readonly isNew: boolean;
};

type Adjusting = {
  readonly storage: Pick<WalletStore, 'changeWallet'>;
  readonly clock: Clock;
  readonly guard: LedgerGuard;
  readonly log: Log;
  readonly postbox: Pick<Postbox, 'ofBooking'>;
};

/** Never takes what is held. */
export function adjustWallet({ storage, clock, guard, log, postbox }: Adjusting) {
  return async ({
    amount,
    reason,
    ref,
    ...target
  }: OperatorBooking<MicrocreditsDelta>): Promise<Adjusted | Refused> => {
    if (amount === 0) return refusal('invalid_request', { reason: 'amount_zero' });
    if (!(await guard.isSound())) return refusal('storage_unavailable', { reason: 'totals_differ' });
    const adjustRef = transferRef('adjust', ref);
    const answer = await storage.changeWallet<Adjusted | Refused>(
      { ...walletNamed(target), ref: adjustRef },
      ({ wallet, transfer }) => {
        if (wallet === null) return { write: null, answer: refusal('wallet_not_found', {}) };
        const correction = correctionOf(wallet, amount);
        if (transfer !== null) {
          const { from, to, amount: moved } = correction;
          const isSame = transfer.from === from && transfer.to === to && transfer.amount === moved;
          return {
            write: null,
            answer: isSame
              ? { kind: 'adjusted', account: brand(wallet.id), balance: wallet.balance, isNew: false }
              : refusal('idempotency_conflict', { reason: 'booking' }),
          };
        }
        if (amount < 0 && correction.amount > available(wallet))
          return { write: null, answer: refusal('balance_too_low', { available_microcredits: available(wallet) }) };
        const room = roomAbove(wallet.balance);
        if (amount > room)
          return {
            write: null,
            answer: refusal('balance_too_high', { reason: 'wallet_full', room_microcredits: room }),
          };
        const cause = { code: 'written', text: reason } as const;
        const posting = post({ wallet, transfers: [{ ...correction, ref: adjustRef, cause, at: clock.now() }] });
        return {
          write: { ...posting, letters: postbox.ofBooking(posting) },
          answer: { kind: 'adjusted', account: brand(wallet.id), balance: posting.after.balance, isNew: true },
        };
      },
    );
    if (answer.kind === 'adjusted') log.info({ ref, amount, reason, isNew: answer.isNew }, 'a balance was adjusted');
    return answer;
  };
}

function correctionOf(wallet: Wallet, amount: MicrocreditsDelta): Pick<Transfer, 'from' | 'to' | 'amount'> {
  const own = walletAccount(wallet.id);
  return amount > 0
    ? { from: adjustmentsAccount, to: own, amount: microcredits(amount) }
    : { from: own, to: adjustmentsAccount, amount: microcredits(Math.abs(amount)) };
}

export function walletNamed(target: WalletTarget): WalletNamed {
  return 'owner' in target ? { owner: target.owner } : { id: walletId(target.accountId) };
}
