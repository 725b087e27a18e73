// What an operator books by hand. The wallet is named by its token, person, team or account id.
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import { walletId } from '../../domain/wallets/ledger.ts';
import { refusal, type Refused } from '../refusal.ts';
import { type OperatorBooking, type WalletAsked, type WalletTarget, targetsOf } from './wallet-target.ts';

type Booking<Amount> = Omit<OperatorBooking<Amount>, 'owner' | 'accountId'>;
type Book<Amount, Booked> = (booking: OperatorBooking<Amount>) => Promise<Booked | Refused>;

type Deps<Granted, Adjusted> = {
  readonly storage: Pick<WalletStore, 'readWallet' | 'readWalletById'>;
  readonly grant: Book<Microcredits, Granted>;
  readonly adjust: Book<MicrocreditsDelta, Adjusted>;
};

type Target = { readonly kind: 'target'; readonly target: WalletTarget };

export function bookByName<Granted, Adjusted>({ storage, grant, adjust }: Deps<Granted, Adjusted>) {
  /** A wallet is made only for a person or a team who is named as one: a mistyped account id is told. */
  async function targetOf(asked: WalletAsked): Promise<Target | Refused> {
    const targets = targetsOf(asked);
    const [only, ...others] = targets;
    const isExact = !('name' in asked) || asked.entity !== null;
    if (isExact && only !== undefined && others.length === 0) return { kind: 'target', target: only };
    for (const target of targets) {
      const wallet =
        'owner' in target
          ? await storage.readWallet(target.owner)
          : await storage.readWalletById(walletId(target.accountId));
      if (wallet !== null) return { kind: 'target', target };
    }
    return refusal('wallet_not_found', {});
  }

  return {
    grant,
    adjust,
    async grantTo(asked: WalletAsked, booking: Booking<Microcredits>): Promise<Granted | Refused> {
      const found = await targetOf(asked);
      return found.kind === 'refused' ? found : grant({ ...found.target, ...booking });
    },
    async adjustOf(asked: WalletAsked, booking: Booking<MicrocreditsDelta>): Promise<Adjusted | Refused> {
      const found = await targetOf(asked);
      return found.kind === 'refused' ? found : adjust({ ...found.target, ...booking });
    },
  };
}
