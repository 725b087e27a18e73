// How a caller stands, outside of any message of theirs: what they have left, and their plan.
import { tokenOwner } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import { payerOf } from '../holds/holder.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import { allowanceRule, freeRemaining, planRemaining, walletRemaining } from '../holds/remaining.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

export function readStanding(deps: UsecaseDeps & { readonly desk: PlanDesk }): Usecases['status']['standing'] {
  const { storage, clock, config, desk } = deps;
  return async (caller) => {
    const now = clock.now();
    const { wallet, allowances, plan } = await storage.readPayer({
      payer: payerOf(caller),
      plan: desk.ask(caller, now),
    });
    invariant(plan !== null, 'no plan was looked at');
    const standing = desk.standing(desk.planFor(caller, plan), plan);
    switch (caller.kind) {
      case 'token':
        return wallet === null ? null : { remaining: walletRemaining(wallet), plan: standing };
      case 'anonymous':
        return { remaining: freeRemaining(allowances, allowanceRule(config), now), plan: standing };
      case 'user':
        return { remaining: planRemaining, plan: standing };
    }
  };
}

export function isTokenKnown({ storage }: UsecaseDeps): Usecases['status']['isTokenKnown'] {
  return async (tokenHash) => (await storage.readWallet(tokenOwner(tokenHash))) !== null;
}
