// An operator's correction of a balance, up or down, once per reference; never below what is free.
import type { MicrocreditsDelta } from '../../contract/money.ts';
import {
  type Transfer,
  type Wallet,
  adjustmentsAccount,
  available,
  post,
  tokenOwner,
  transferRef,
  walletAccount,
  walletId,
} from '../../domain/wallets/ledger.ts';
import { microcredits, roomAbove } from '../../domain/money.ts';
import type { WalletNamed } from '../../storage/wallets/wallet-store.ts';
import type { LedgerGuard } from './ledger-guard.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Refused, Usecases, WalletTarget } from '../usecases.ts';

type Adjusted = Extract<Awaited<ReturnType<Usecases['operator']['adjust']>>, { readonly kind: 'adjusted' }>;

export function adjustWallet(deps: UsecaseDeps & { readonly guard: LedgerGuard }): Usecases['operator']['adjust'] {
  const { storage, clock, guard, log } = deps;
  return async ({ amount, reason, ref, ...target }) => {
    if (amount === 0) return refusal('invalid_request', sentences.adjustmentOfNothing);
    if (!(await guard.isSound())) return refusal('storage_unavailable', sentences.ledgerUnsound);
    const adjustRef = transferRef('adjust', ref);
    const answer = await storage.changeWallet<Adjusted | Refused>(
      { ...walletNamed(target), ref: adjustRef },
      ({ wallet, transfer }) => {
        if (wallet === null) return { write: null, answer: refusal('wallet_not_found', sentences.walletUnknown) };
        const correction = correctionOf(wallet, amount);
        if (transfer !== null) {
          const { from, to, amount: moved } = correction;
          const isSame = transfer.from === from && transfer.to === to && transfer.amount === moved;
          return {
            write: null,
            answer: isSame
              ? { kind: 'adjusted', balance: wallet.balance, isNew: false }
              : refusal('idempotency_conflict', sentences.grantConflict),
          };
        }
        if (amount < 0 && correction.amount > available(wallet))
          return { write: null, answer: refusal('balance_too_low', sentences.balanceTooLow(available(wallet))) };
        const room = roomAbove(wallet.balance);
        if (amount > room) return { write: null, answer: refusal('balance_too_high', sentences.balanceTooHigh(room)) };
        const posting = post({ wallet, transfers: [{ ...correction, ref: adjustRef, reason, at: clock.now() }] });
        return { write: posting, answer: { kind: 'adjusted', balance: posting.after.balance, isNew: true } };
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
  return 'tokenHash' in target ? { owner: tokenOwner(target.tokenHash) } : { id: walletId(target.accountId) };
}
