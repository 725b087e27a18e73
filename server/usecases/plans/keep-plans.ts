// The operator's plans: the built-in ones, those made or changed since, and who was given one.
import { type PlanBook, planOf, planSubject } from '../../domain/plans/plan.ts';
import { walletId } from '../../domain/wallets/ledger.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

export function keepPlans({ storage, config }: UsecaseDeps): Usecases['plans'] {
  const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));

  return {
    async list() {
      const all = new Map([...builtIn, ...(await storage.readPlans())]);
      return [...all.values()].sort((a, b) => a.id.localeCompare(b.id, 'en'));
    },
    async read(id) {
      const plan = planOf([await storage.readPlans(), builtIn], [id]);
      return plan === null ? refusal('plan_not_found', sentences.planUnknown(id)) : { kind: 'plan', plan };
    },
    async upsert(plan) {
      const isNew = (await storage.putPlan(plan)) && !builtIn.has(plan.id);
      return { kind: 'plan', plan, isNew };
    },
    async assign({ scope, subject, planId }) {
      if (planId !== null && planOf([await storage.readPlans(), builtIn], [planId]) === null)
        return refusal('plan_not_found', sentences.planUnknown(planId));
      if (scope === 'wallet' && (await storage.readWalletById(walletId(subject))) === null)
        return refusal('wallet_not_found', sentences.walletUnknown);
      await storage.assignPlan(planSubject(scope, subject), planId);
      return { kind: 'assigned' };
    },
  };
}
