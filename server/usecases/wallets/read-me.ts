// Who the caller is to this server: their plan, and the wallets that they may spend from.
import type { PlanStanding } from '../plans/plan-standing.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import type { TeamStore } from '../../storage/teams/team-store.ts';
import type { KeyStore } from '../../storage/keys/key-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { KeySelfView } from '../../contract/keys/api-keys.ts';
import type { WalletOf } from '../../contract/wallets/wallet-of.ts';
import type { BudgetSeen } from '../../domain/budgets/budget.ts';
import { brand } from '../../lib/brand.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Caller } from '../caller.ts';
import { payerOf } from '../holds/holder.ts';
import { viewOfSelf } from '../keys/keep-keys.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import { refusal, type Refused } from '../refusal.ts';
import { type WalletShown, toView } from './wallet-shown.ts';
import type { WhoseWallet } from './whose-wallet.ts';

export type Me = {
  readonly kind: 'me';
  readonly by: 'token' | 'user' | 'key';
  readonly user: string | null;
  readonly team: string | null;
  /** null: none is named, or there is no row of it here. */
  readonly teamName: string | null;
  readonly plan: PlanStanding & { readonly name: string; readonly of: WalletOf };
  readonly wallets: readonly (WalletShown & { readonly of: WalletOf; readonly may_buy: boolean })[];
  /** The API key that was shown; null: none was. */
  readonly key: KeySelfView | null;
};

type Deps = {
  readonly storage: Pick<HoldStore, 'readPayer'> &
    Pick<WalletStore, 'readWallet'> &
    Pick<TeamStore, 'readTeam'> &
    Pick<KeyStore, 'readKeyNamed'>;
  readonly clock: Clock;
  readonly desk: PlanDesk;
  readonly whose: WhoseWallet;
};

export function readMe({ storage, clock, desk, whose }: Deps) {
  async function walletOf(caller: Caller, of: WalletOf): Promise<Me['wallets']> {
    const found = await whose(caller, of, 'maySpend');
    if (found.kind === 'refused') return [];
    const wallet = await storage.readWallet(found.owner);
    const buying = await whose(caller, of, 'mayBuy');
    return [{ of, ...toView(wallet), may_buy: buying.kind === 'owner' }];
  }

  async function keyOf(caller: Caller, budgets: readonly BudgetSeen[]): Promise<KeySelfView | null> {
    if (caller.kind !== 'user' || caller.key === null) return null;
    const key = await storage.readKeyNamed(brand(caller.key.id));
    invariant(key !== null, 'an API key that was just found is no longer there');
    return viewOfSelf(key, budgets.find(({ kind }) => kind === 'key') ?? null);
  }

  return async (caller: Caller): Promise<Me | Refused> => {
    if (caller.kind === 'anonymous') return refusal('token_rejected', { reason: 'missing' });
    const seen = await storage.readPayer({ payer: payerOf(caller), plan: desk.ask(caller, clock.now()) });
    if (caller.kind === 'token' && seen.wallet === null) return refusal('token_rejected', { reason: 'unknown' });
    invariant(seen.plan !== null, 'no plan was looked at');
    const plan = desk.planFor(caller, seen.plan);
    const isPerson = caller.kind === 'user';
    const team = isPerson ? caller.org : null;
    const of = isPerson && caller.scope === 'org' ? 'team' : 'me';
    const own = isPerson && caller.user === null ? [] : await walletOf(caller, 'me');
    return {
      kind: 'me',
      by: isPerson && caller.key !== null ? 'key' : caller.kind,
      user: isPerson ? caller.user : null,
      team,
      teamName: team === null ? null : ((await storage.readTeam(team))?.name ?? null),
      plan: { ...desk.standing(plan, seen.plan), name: plan.name, of },
      wallets: [...own, ...(team === null ? [] : await walletOf(caller, 'team'))],
      key: await keyOf(caller, seen.plan.budgets),
    };
  };
}
