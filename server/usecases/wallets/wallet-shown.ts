// A wallet as it is shown. Whoever may have one and has none yet has nothing in it.
import type { AccountId, WalletView } from '../../contract/wallets/wallets.ts';
import { type Wallet, available, emptyWallet, userOwner, walletId } from '../../domain/wallets/ledger.ts';
import { brand } from '../../lib/brand.ts';

export type WalletShown = Omit<WalletView, 'account_id'> & { readonly account_id: AccountId | null };

export function viewOf(wallet: Wallet): WalletView {
  const { balance, held } = wallet;
  const sums = { balance_microcredits: balance, held_microcredits: held, available_microcredits: available(wallet) };
  return { account_id: brand<AccountId>(wallet.id), balances: [{ currency: 'credits', ...sums }] };
}

const nothing = viewOf(emptyWallet({ id: walletId(''), owner: userOwner('') }));

export function toView(wallet: Wallet | null): WalletShown {
  return wallet === null ? { ...nothing, account_id: null } : viewOf(wallet);
}
