// An operator's gift: credits from promo to a wallet, once per reference.
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import {
  type Transfer,
  emptyWallet,
  post,
  promoAccount,
  transferRef,
  walletAccount,
  walletId,
} from '../../domain/wallets/ledger.ts';
import { roomAbove } from '../../domain/money.ts';
import { walletNamed } from './adjust-wallet.ts';
import type { AccountId } from '../../contract/wallets/wallets.ts';
import { brand } from '../../lib/brand.ts';
import type { LedgerGuard } from './ledger-guard.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { OperatorBooking } from './wallet-target.ts';

type Granted = {
  readonly kind: 'granted';
  readonly account: AccountId;
  readonly balance: Microcredits;
  readonly isNew: boolean;
};

type Granting = {
  readonly storage: Pick<WalletStore, 'changeWallet'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly guard: LedgerGuard;
  readonly log: Log;
};

/** Makes the wallet of an owner who has none; an account id must exist. */
export function grantCredits({ storage, clock, newId, guard, log }: Granting) {
  return async ({ amount, reason, ref, ...target }: OperatorBooking<Microcredits>): Promise<Granted | Refused> => {
    if (amount === 0) return refusal('invalid_request', { reason: 'amount_zero' });
    if (!(await guard.isSound())) return refusal('storage_unavailable', { reason: 'totals_differ' });
    const fresh = 'owner' in target ? emptyWallet({ id: walletId(newId()), owner: target.owner }) : null;
    const grantRef = transferRef('grant', ref);
    const answer = await storage.changeWallet<Granted | Refused>({ ...walletNamed(target), ref: grantRef }, (seen) => {
      const wallet = seen.wallet ?? fresh;
      if (wallet === null) return { write: null, answer: refusal('wallet_not_found', {}) };
      const to = walletAccount(wallet.id);
      if (seen.transfer !== null) {
        const isSame = seen.transfer.to === to && seen.transfer.amount === amount;
        return {
          write: null,
          answer: isSame
            ? { kind: 'granted', account: brand(wallet.id), balance: wallet.balance, isNew: false }
            : refusal('idempotency_conflict', { reason: 'booking' }),
        };
      }
      const room = roomAbove(wallet.balance);
      if (amount > room)
        return { write: null, answer: refusal('balance_too_high', { reason: 'wallet_full', room_microcredits: room }) };
      const gift: Transfer = {
        ref: grantRef,
        from: promoAccount,
        to,
        amount,
        cause: { code: 'written', text: reason },
        at: clock.now(),
      };
      const posting = post({ wallet, isNewWallet: seen.wallet === null, transfers: [gift] });
      return {
        write: posting,
        answer: { kind: 'granted', account: brand(wallet.id), balance: posting.after.balance, isNew: true },
      };
    });
    if (answer.kind === 'granted') log.info({ ref, amount, reason, isNew: answer.isNew }, 'credits were granted');
    return answer;
  };
}
