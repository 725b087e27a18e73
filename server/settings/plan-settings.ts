// The built-in plans, with the operator's own numbers for them, and what an overdraft of a day does. Further plans are made through
// the API.
import { z } from 'zod';
import type { Plan } from '../contract/plans/plans.ts';
import { builtInPlans } from '../domain/plans/plan.ts';
import type { OverdraftGate } from '../usecases/usecase-config.ts';
import { formSays } from '../words/commands/setting-forms.ts';
import { atMost, choice, flag } from './setting-forms.ts';

const most = 1_000_000_000;
const said = formSays.wholeOrUnlimited(0, most);

/** Messages; null: no limit. */
const limit = (messages: number | 'unlimited') =>
  z
    .string()
    .regex(/^(?:\d{1,10}|unlimited)$/, said)
    .transform((word) => (word === 'unlimited' ? null : Number(word)))
    .pipe(z.int(said).max(most, said).nullable())
    .prefault(String(messages));

export const planSettings = {
  PLAN_FREE_PER_MINUTE: limit(30),
  PLAN_FREE_MONTHLY: limit(20),
  PLAN_PRO_PER_MINUTE: limit(120),
  PLAN_PRO_MONTHLY: limit('unlimited'),
  PLAN_TEAM_PER_MINUTE: limit(300),
  PLAN_TEAM_MONTHLY: limit('unlimited'),
  PLAN_ENTERPRISE_PER_MINUTE: limit(600),
  PLAN_ENTERPRISE_MONTHLY: limit('unlimited'),
};

export const overdraftSettings = {
  OVERDRAFT_GATING_ENABLED: flag.prefault('0'),
  OVERDRAFT_GATING_MODE: choice(['block', 'degrade']).default('block'),
  OVERDRAFT_FALLBACK_MODEL: atMost(200).min(1).optional(),
};

type OverdraftSettings = Readonly<z.infer<z.ZodObject<typeof overdraftSettings>>>;

export function overdraftGateOf(settings: OverdraftSettings): OverdraftGate {
  if (!settings.OVERDRAFT_GATING_ENABLED) return null;
  if (settings.OVERDRAFT_GATING_MODE === 'block') return { kind: 'block' };
  return { kind: 'degrade', toModel: settings.OVERDRAFT_FALLBACK_MODEL ?? null };
}

type PlanSettings = Readonly<z.infer<z.ZodObject<typeof planSettings>>>;
type Limits = Pick<Plan, 'per_minute' | 'monthly_quota'>;

/** The built-in plans with the numbers of the settings. */
export function plansOf(settings: PlanSettings): readonly Plan[] {
  const own: Readonly<Record<string, Limits>> = {
    free: { per_minute: settings.PLAN_FREE_PER_MINUTE, monthly_quota: settings.PLAN_FREE_MONTHLY },
    pro: { per_minute: settings.PLAN_PRO_PER_MINUTE, monthly_quota: settings.PLAN_PRO_MONTHLY },
    team: { per_minute: settings.PLAN_TEAM_PER_MINUTE, monthly_quota: settings.PLAN_TEAM_MONTHLY },
    enterprise: { per_minute: settings.PLAN_ENTERPRISE_PER_MINUTE, monthly_quota: settings.PLAN_ENTERPRISE_MONTHLY },
  };
  return builtInPlans.map((plan) => ({ ...plan, ...own[plan.id] }));
}
