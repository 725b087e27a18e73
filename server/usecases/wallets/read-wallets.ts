// A wallet and its ledger, page by page. The cursor is the last entry seen, so that new entries never move a page.
import type { LedgerLine, WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { AccountId, LedgerEntry, WalletView } from '../../contract/wallets/wallets.ts';
import { type TransferRef, type Wallet, available, tokenOwner, walletId } from '../../domain/wallets/ledger.ts';
import { brand } from '../../lib/brand.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { PageAsked } from '../page-asked.ts';
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { WalletTarget } from './wallet-target.ts';

const pageMax = 200;

type Shown = { readonly kind: 'wallet'; readonly wallet: WalletView };
/** Each entry's sentence is made where it is shown. */
export type LedgerTold = {
  readonly entries: readonly Omit<LedgerEntry, 'reason'>[];
  readonly next_cursor: string | null;
};
type LedgerShown = { readonly kind: 'page'; readonly page: LedgerTold };

type WalletReading = { readonly storage: Pick<WalletStore, 'readWallet' | 'readWalletById' | 'readLedger'> };

export function readWallets({ storage }: WalletReading) {
  async function find(target: WalletTarget): Promise<{ readonly kind: 'found'; readonly wallet: Wallet } | Refused> {
    const isOwn = 'owner' in target;
    const wallet = isOwn
      ? await storage.readWallet(target.owner)
      : await storage.readWalletById(walletId(target.accountId));
    if (wallet !== null) return { kind: 'found', wallet };
    return isOwn ? refusal('token_rejected', { reason: 'unknown' }) : refusal('wallet_not_found', {});
  }

  async function view(target: WalletTarget): Promise<Shown | Refused> {
    const found = await find(target);
    return found.kind === 'refused' ? found : { kind: 'wallet', wallet: toView(found.wallet) };
  }

  return {
    own: (tokenHash: TokenHash): Promise<Shown | Refused> => view({ owner: tokenOwner(tokenHash) }),
    ownLedger: (tokenHash: TokenHash, asked: PageAsked): Promise<LedgerShown | Refused> =>
      ledger({ owner: tokenOwner(tokenHash) }, asked),
    read: (accountId: AccountId): Promise<Shown | Refused> => view({ accountId }),
    ledger,
  };

  /** Newest first, at most 200 at a time. */
  async function ledger(target: WalletTarget, { limit, cursor }: PageAsked): Promise<LedgerShown | Refused> {
    const found = await find(target);
    if (found.kind === 'refused') return found;
    const size = Math.min(Math.max(1, limit), pageMax);
    // One more than asked for tells whether any follow.
    const after = cursor === null ? null : refIn(cursor);
    const lines = await storage.readLedger({ id: found.wallet.id, after, limit: size + 1 });
    if (lines === null) return refusal('invalid_request', { reason: 'cursor_unknown' });
    return { kind: 'page', page: toPage(lines, size) };
  }
}

function toView(wallet: Wallet): WalletView {
  const { balance, held } = wallet;
  return {
    account_id: brand<AccountId>(wallet.id),
    balances: [
      {
        currency: 'credits',
        balance_microcredits: balance,
        held_microcredits: held,
        available_microcredits: available(wallet),
      },
    ],
  };
}

function toPage(lines: readonly LedgerLine[], size: number): LedgerTold {
  const shown = lines.slice(0, size);
  const last = lines.length > size ? shown.at(-1) : undefined;
  return {
    entries: shown.map(({ ref, counterpart, delta, balanceAfter, cause, at }) => ({
      ref,
      counterpart,
      amount_microcredits: delta,
      balance_after_microcredits: balanceAfter,
      cause,
      at,
    })),
    next_cursor: last === undefined ? null : Buffer.from(last.ref).toString('base64url'),
  };
}

function refIn(cursor: string): TransferRef {
  return brand(Buffer.from(cursor, 'base64url').toString());
}
