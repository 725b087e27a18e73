// An operator's gift: credits from promo to a wallet, once per reference.
import {
  type Transfer,
  emptyWallet,
  post,
  promoAccount,
  tokenOwner,
  transferRef,
  walletAccount,
  walletId,
} from '../../domain/wallets/ledger.ts';
import { roomAbove } from '../../domain/money.ts';
import { walletNamed } from './adjust-wallet.ts';
import type { LedgerGuard } from './ledger-guard.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Refused, Usecases } from '../usecases.ts';

type Granted = Extract<Awaited<ReturnType<Usecases['operator']['grant']>>, { readonly kind: 'granted' }>;

export function grantCredits(deps: UsecaseDeps & { readonly guard: LedgerGuard }): Usecases['operator']['grant'] {
  const { storage, clock, newId, guard, log } = deps;
  return async ({ amount, reason, ref, ...target }) => {
    if (amount === 0) return refusal('invalid_request', sentences.grantOfNothing);
    if (!(await guard.isSound())) return refusal('storage_unavailable', sentences.ledgerUnsound);
    const fresh =
      'tokenHash' in target ? emptyWallet({ id: walletId(newId()), owner: tokenOwner(target.tokenHash) }) : null;
    const grantRef = transferRef('grant', ref);
    const answer = await storage.changeWallet<Granted | Refused>({ ...walletNamed(target), ref: grantRef }, (seen) => {
      const wallet = seen.wallet ?? fresh;
      if (wallet === null) return { write: null, answer: refusal('wallet_not_found', sentences.walletUnknown) };
      const to = walletAccount(wallet.id);
      if (seen.transfer !== null) {
        const isSame = seen.transfer.to === to && seen.transfer.amount === amount;
        return {
          write: null,
          answer: isSame
            ? { kind: 'granted', balance: wallet.balance, isNew: false }
            : refusal('idempotency_conflict', sentences.grantConflict),
        };
      }
      const room = roomAbove(wallet.balance);
      if (amount > room) return { write: null, answer: refusal('balance_too_high', sentences.balanceTooHigh(room)) };
      const gift: Transfer = { ref: grantRef, from: promoAccount, to, amount, reason, at: clock.now() };
      const posting = post({ wallet, isNewWallet: seen.wallet === null, transfers: [gift] });
      return { write: posting, answer: { kind: 'granted', balance: posting.after.balance, isNew: true } };
    });
    if (answer.kind === 'granted') log.info({ ref, amount, reason, isNew: answer.isNew }, 'credits were granted');
    return answer;
  };
}
