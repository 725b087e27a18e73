// How a caller stands, outside of any message of theirs: what they have left, and their plan.
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import { tokenOwner } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import { payerOf } from '../holds/holder.ts';
import type { Spendable } from '../holds/spendable.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import { allowanceRule, remainingOf } from '../holds/remaining.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller } from '../caller.ts';
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { Stands } from '../holds/charge.ts';

type StandingReading = {
  readonly storage: Pick<HoldStore, 'readPayer'>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly desk: PlanDesk;
  readonly spendable: Spendable;
};

/** null where their token is not known. */
export function readStanding({ storage, clock, config, desk, spendable }: StandingReading) {
  return async (caller: Caller): Promise<Stands | null> => {
    const now = clock.now();
    const { plan, ...payer } = await storage.readPayer({
      payer: payerOf(caller, await spendable(caller)),
      plan: desk.ask(caller, now),
    });
    invariant(plan !== null, 'no plan was looked at');
    const standing = desk.standing(desk.planFor(caller, plan), plan);
    if (caller.kind === 'token' && payer.wallet === null) return null;
    return { remaining: remainingOf(payer, allowanceRule(config), now), plan: standing };
  };
}

/** Whether a wallet belongs to the token of this hash. Once it does, it always will. */
export function isTokenKnown({ storage }: { readonly storage: Pick<WalletStore, 'readWallet'> }) {
  return async (tokenHash: TokenHash): Promise<boolean> => (await storage.readWallet(tokenOwner(tokenHash))) !== null;
}
