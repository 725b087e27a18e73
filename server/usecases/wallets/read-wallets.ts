// A wallet and its ledger, page by page. The cursor is the last entry seen, so that new entries never move a page.
import type { LedgerLine, WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { LedgerEntry, WalletView } from '../../contract/wallets/wallets.ts';
import type { WalletOf } from '../../contract/wallets/wallet-of.ts';
import { type TransferRef, type Wallet, ownerParts, walletId } from '../../domain/wallets/ledger.ts';
import { inCents } from '../../domain/money.ts';
import { brand } from '../../lib/brand.ts';
import type { Caller } from '../caller.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { PageAsked } from '../page-asked.ts';
import { shopCurrency } from '../shop-currency.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type WalletAsked, type WalletTarget, targetsOf } from './wallet-target.ts';
import { type WalletShown, toView, viewOf } from './wallet-shown.ts';
import type { WhoseWallet } from './whose-wallet.ts';

const pageMax = 200;

type Shown = { readonly kind: 'wallet'; readonly wallet: WalletShown };

/** What the operator sees besides: whose it is, and what it comes to in cents. */
type ShownToOperator = {
  readonly kind: 'wallet';
  readonly wallet: WalletView;
  readonly user: string | null;
  readonly team: string | null;
  readonly balance: { readonly currency: string; readonly cents: number };
  readonly lowBalance: Microcredits | null;
};

/** Each entry's sentence is made where it is shown. */
export type LedgerTold = {
  readonly entries: readonly Omit<LedgerEntry, 'reason'>[];
  readonly next_cursor: string | null;
};
type LedgerShown = { readonly kind: 'page'; readonly page: LedgerTold };
type LedgerShownToOperator = LedgerShown & {
  readonly user: string | null;
  readonly currency: string;
  readonly inCents: (microcredits: number) => number;
};

type WalletReading = {
  readonly storage: Pick<WalletStore, 'readWallet' | 'readWalletById' | 'readLedger'>;
  readonly config: Pick<UsecaseConfig, 'lowBalance' | 'creditRate' | 'packs' | 'freeAmount'>;
  readonly whose: WhoseWallet;
};

export function readWallets({ storage, config, whose }: WalletReading) {
  const cents = (microcredits: number): number => inCents(microcredits, config.creditRate);

  function look(target: WalletTarget): Promise<Wallet | null> {
    return 'owner' in target ? storage.readWallet(target.owner) : storage.readWalletById(walletId(target.accountId));
  }

  /** What is called so: the first of the targets that is there. */
  async function find(asked: WalletAsked): Promise<Wallet | null> {
    for (const target of targetsOf(asked)) {
      const wallet = await look(target);
      if (wallet !== null) return wallet;
    }
    return null;
  }

  /** null: a person or a team that has no wallet yet. */
  async function own(caller: Caller, of: WalletOf, may: 'maySpend' | 'mayBuy'): Promise<Own | Refused> {
    const found = await whose(caller, of, may);
    if (found.kind === 'refused') return found;
    const wallet = await storage.readWallet(found.owner);
    if (wallet === null && caller.kind === 'token') return refusal('token_rejected', { reason: 'unknown' });
    return { kind: 'own', wallet };
  }

  async function pageOf(wallet: Wallet, { limit, cursor }: PageAsked): Promise<LedgerShown | Refused> {
    const size = Math.min(Math.max(1, limit), pageMax);
    // One more than asked for tells whether any follow.
    const after = cursor === null ? null : refIn(cursor);
    const lines = await storage.readLedger({ id: wallet.id, after, limit: size + 1 });
    if (lines === null) return refusal('invalid_request', { reason: 'cursor_unknown' });
    return { kind: 'page', page: toPage(lines, size) };
  }

  return {
    async own(caller: Caller, of: WalletOf): Promise<Shown | Refused> {
      const found = await own(caller, of, 'maySpend');
      return found.kind === 'refused' ? found : { kind: 'wallet', wallet: toView(found.wallet) };
    },
    /** A team's ledger shows what each of its people buys and uses, and is for its owners. */
    async ownLedger(caller: Caller, of: WalletOf, asked: PageAsked): Promise<LedgerShown | Refused> {
      const found = await own(caller, of, 'mayBuy');
      if (found.kind === 'refused') return found;
      return found.wallet === null ? { kind: 'page', page: emptyPage } : pageOf(found.wallet, asked);
    },
    async read(asked: WalletAsked): Promise<ShownToOperator | Refused> {
      const wallet = await find(asked);
      if (wallet === null) return refusal('wallet_not_found', {});
      const balance = { currency: shopCurrency(config), cents: cents(wallet.balance) };
      return { kind: 'wallet', wallet: viewOf(wallet), ...namesOf(wallet), balance, lowBalance: config.lowBalance };
    },
    /** Newest first, at most 200 at a time. */
    async ledger(asked: WalletAsked, page: PageAsked): Promise<LedgerShownToOperator | Refused> {
      const wallet = await find(asked);
      if (wallet === null) return refusal('wallet_not_found', {});
      const shown = await pageOf(wallet, page);
      if (shown.kind === 'refused') return shown;
      return { ...shown, user: namesOf(wallet).user, currency: shopCurrency(config), inCents: cents };
    },
  };
}

type Own = { readonly kind: 'own'; readonly wallet: Wallet | null };

const emptyPage: LedgerTold = { entries: [], next_cursor: null };

function namesOf({ owner }: Wallet): { readonly user: string | null; readonly team: string | null } {
  const { kind, id } = ownerParts(owner);
  return { user: kind === 'user' ? id : null, team: kind === 'team' ? id : null };
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
