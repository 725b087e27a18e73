// What a payer has, for a service: the wallets that they may spend from, one by one and together.
import type { Microcredits } from '../../contract/money.ts';
import { addUpToMost, noMicrocredits } from '../../domain/money.ts';
import { available, type Wallet, type WalletOwner } from '../../domain/wallets/ledger.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { Caller } from '../caller.ts';
import { payerOf } from '../holds/holder.ts';
import type { Spendable } from '../holds/spendable.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { PayerAsked, PayerFound } from './payer.ts';

type Has = {
  readonly balance_microcredits: Microcredits;
  readonly held_microcredits: Microcredits;
  readonly available_microcredits: Microcredits;
};

export type Summary = Has & {
  readonly wallets: readonly (Has & { readonly account_id: string; readonly of: 'token' | 'user' | 'team' })[];
};

type Deps = {
  readonly storage: Pick<WalletStore, 'readWallet'>;
  readonly findPayer: (asked: PayerAsked) => Promise<PayerFound>;
  readonly spendable: Spendable;
};

/** A token without a wallet is unknown; a person without one has nothing. */
export function summarize({ storage, findPayer, spendable }: Deps) {
  async function ownersOf(caller: Caller): Promise<readonly WalletOwner[]> {
    const payer = payerOf(caller, await spendable(caller));
    switch (payer.kind) {
      case 'wallet':
        return [payer.owner];
      case 'owners':
        return payer.owners;
      case 'free':
        return [];
    }
  }

  return async (asked: PayerAsked): Promise<{ readonly kind: 'summary'; readonly summary: Summary } | Refused> => {
    const payer = await findPayer(asked);
    if (payer.kind === 'refused') return payer;
    const found = await Promise.all((await ownersOf(payer.caller)).map((owner) => storage.readWallet(owner)));
    const wallets = found.filter((wallet) => wallet !== null);
    if (payer.caller.kind === 'token' && wallets.length === 0) return refusal('wallet_not_found', {});
    return { kind: 'summary', summary: { ...sumOf(wallets), wallets: wallets.map(toView) } };
  };
}

function toView(wallet: Wallet) {
  return { account_id: wallet.id, of: kindOf(wallet.owner), ...sumOf([wallet]) };
}

function sumOf(wallets: readonly Wallet[]): Has {
  const sum = (part: (wallet: Wallet) => Microcredits) => wallets.map(part).reduce(addUpToMost, noMicrocredits);
  return {
    balance_microcredits: sum(({ balance }) => balance),
    held_microcredits: sum(({ held }) => held),
    available_microcredits: sum(available),
  };
}

function kindOf(owner: WalletOwner): 'token' | 'user' | 'team' {
  if (owner.startsWith('team:')) return 'team';
  return owner.startsWith('user:') ? 'user' : 'token';
}
