// The operator's plans: the built-in ones, those made or changed since, and who was given one.
import type { PlanAssignment, PlanStore } from '../../storage/plans/plan-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import { type PlanBook, planOf, planSubject } from '../../domain/plans/plan.ts';
import { walletId } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import { wholePlan } from './whole-plan.ts';
import type { Clock } from '../../lib/clock.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { DailyOverflow, Plan, PlanAsked, PlanId, PlanScope, UsageTerms } from '../../contract/plans/plans.ts';

/** `timeZone`: left out: as before; null: the plan's own. */
type Assignment = {
  readonly scope: PlanScope;
  readonly subject: string;
  readonly planId: PlanId | null;
  readonly timeZone?: string | null | undefined;
};

/** `held`: the plan that holds now. */
type Assigned = { readonly kind: 'assigned'; readonly held: PlanId | null } & PlanAssignment;

type PlanKeeping = {
  readonly storage: Pick<PlanStore, 'readPlans' | 'changePlans' | 'assignPlan' | 'readAssignment'> &
    Pick<WalletStore, 'readWalletById'>;
  readonly config: Pick<UsecaseConfig, 'plans' | 'overdraftGate' | 'packs' | 'freeAmount'>;
  readonly clock: Clock;
};

type PlanKept = { readonly kind: 'plan'; readonly plan: Plan };

type DayAsked = {
  readonly id: PlanId;
  /** Cents, as the grace is. */
  readonly amount: number;
  readonly policy: DailyOverflow['kind'];
  readonly grace: number | null;
  readonly toModel: string | null;
  readonly resetsAt: string;
  readonly zone: string;
};

export function keepPlans({ storage, config, clock }: PlanKeeping) {
  const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));

  /** null: no model is named to go on with. */
  function overflowOf({ policy, grace, toModel }: DayAsked, before: Plan): DailyOverflow | null {
    switch (policy) {
      case 'block':
        return { kind: 'block' };
      case 'grace':
        return { kind: 'grace', amount: grace };
      case 'degrade': {
        const overflow = before.daily?.overflow;
        const own = overflow?.kind === 'degrade' ? overflow.to_model : null;
        const gate = config.overdraftGate?.kind === 'degrade' ? config.overdraftGate.toModel : null;
        const to_model = toModel ?? own ?? gate;
        return to_model === null ? null : { kind: 'degrade', to_model };
      }
    }
  }

  function changePlan(id: PlanId, make: (before: Plan) => Plan | Refused): Promise<PlanKept | Refused> {
    return storage.changePlans<PlanKept | Refused>((book) => {
      const before = planOf([book, builtIn], [id]);
      const plan = before === null ? refusal('plan_not_found', { plan: id }) : make(before);
      return 'code' in plan ? { write: null, answer: plan } : { write: plan, answer: { kind: 'plan', plan } };
    });
  }

  return {
    /** Those that are built in and those that the operator made, by id. */
    async list(): Promise<readonly Plan[]> {
      const all = new Map([...builtIn, ...(await storage.readPlans())]);
      return [...all.values()].sort((a, b) => a.id.localeCompare(b.id, 'en'));
    },
    async read(id: PlanId): Promise<PlanKept | Refused> {
      const plan = planOf([await storage.readPlans(), builtIn], [id]);
      return plan === null ? refusal('plan_not_found', { plan: id }) : { kind: 'plan', plan };
    },
    upsert(asked: PlanAsked): Promise<(PlanKept & { readonly isNew: boolean }) | Refused> {
      return storage.changePlans<(PlanKept & { readonly isNew: boolean }) | Refused>((book) => {
        const plan = wholePlan(asked, [book, builtIn], config);
        if ('code' in plan) return { write: null, answer: plan };
        const isNew = !book.has(plan.id) && !builtIn.has(plan.id);
        return { write: plan, answer: { kind: 'plan', plan, isNew } };
      });
    },
    limitDay(asked: DayAsked): Promise<PlanKept | Refused> {
      return changePlan(asked.id, (before) => {
        const overflow = overflowOf(asked, before);
        if (overflow === null)
          return refusal('invalid_request', { reason: 'field_missing', field: 'degrade_to_model' });
        const { amount, resetsAt, zone } = asked;
        return { ...before, daily: { unit: 'cents', amount, overflow, resets_at: resetsAt, time_zone: zone } };
      });
    },
    setUsage: (id: PlanId, usage: UsageTerms): Promise<PlanKept | Refused> =>
      changePlan(id, (before) => ({ ...before, type: 'usage', usage })),
    async assignment(named: Pick<Assignment, 'scope' | 'subject'>): Promise<Assigned | Refused> {
      const given = await storage.readAssignment(planSubject(named.scope, named.subject));
      const plan = given?.subscribedPlanId ?? given?.planId ?? null;
      return given === null || plan === null
        ? refusal('assignment_not_found', {})
        : { kind: 'assigned', held: plan, ...given };
    },
    /** `planId` null takes the assignment back. */
    async assign({ scope, subject, planId, timeZone }: Assignment): Promise<Assigned | Refused> {
      if (planId !== null && planOf([await storage.readPlans(), builtIn], [planId]) === null)
        return refusal('plan_not_found', { plan: planId });
      if (scope === 'wallet' && (await storage.readWalletById(walletId(subject))) === null)
        return refusal('wallet_not_found', {});
      const zone = timeZone === undefined ? {} : { timeZone };
      const named = planSubject(scope, subject);
      await storage.assignPlan({ subject: named, planId, ...zone, at: clock.now() });
      const after = await storage.readAssignment(named);
      invariant(after !== null, 'what was assigned is gone');
      return { kind: 'assigned', held: after.subscribedPlanId ?? after.planId, ...after };
    },
  };
}
