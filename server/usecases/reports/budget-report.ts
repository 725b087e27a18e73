// What somebody has left: their wallet, the day of their plan, and the budgets of their API keys.
import type { z } from 'zod';
import type { Microcredits } from '../../contract/money.ts';
import type { Budget } from '../../contract/reports/report-views.ts';
import type { Plan } from '../../contract/plans/plans.ts';
import { type ApiKey, isKeyOpen, keyBudgets } from '../../domain/keys/api-key.ts';
import { inCents, wholeWorth } from '../../domain/money.ts';
import { type Calendar, createCalendar } from '../../domain/plans/calendar.ts';
import { spendingWindow } from '../../domain/plans/day-spending.ts';
import { quotaWindows, zoneOf } from '../../domain/plans/plan.ts';
import { available } from '../../domain/wallets/ledger.ts';
import type { KeyStore } from '../../storage/keys/key-store.ts';
import type { PlanAsk, PlanSeen } from '../../storage/plans/plan-store.ts';
import type { ReportStore } from '../../storage/reports/report-store.ts';
import { shopCurrency } from '../shop-currency.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type PlanGiven, type ReportSubject, findSubject, noMinute, planIn } from './report-subject.ts';
import { type ReportAsked, type ReportDeps, whose } from './usage-reports.ts';

type Told = Omit<z.output<typeof Budget>, 'request_id'>;

type Deps = ReportDeps & {
  readonly storage: Pick<KeyStore, 'pageKeys'> & Pick<ReportStore, 'readKeyUse'>;
  readonly config: Pick<UsecaseConfig, 'overdraftGate' | 'liteLlm' | 'lowBalance' | 'packs' | 'freeAmount'>;
};

const keysMax = 200;

export function budgetReport(deps: Deps) {
  const { storage, config, clock } = deps;
  const calendar = createCalendar();
  const cents = (amount: number) => inCents(amount, config.creditRate);

  async function planOn({ subject }: ReportSubject, now: number) {
    const plan = (seen: PlanGiven): Plan | null => planIn(seen, config);
    const ask: PlanAsk = {
      subject: () => subject,
      minute: noMinute,
      windows(seen) {
        const given = plan(seen);
        return given === null ? [] : quotaWindows(given, { subject, now, calendar });
      },
      spending(seen) {
        const given = plan(seen);
        return given && spendingWindow(given, { subject, now, calendar });
      },
    };
    const { plan: seen } = await storage.readPayer({ payer: { kind: 'owners', owners: [] }, plan: ask });
    const given = seen && plan(seen);
    return given === null || seen === null ? null : { plan: given, day: dayOf(given, seen, { now, calendar }) };
  }

  function dayOf(plan: Plan, { counts, spent }: PlanSeen, at: At): Told['daily_limit'] {
    const { daily } = plan;
    if (daily === null) return null;
    const timezone = zoneOf(plan, daily);
    const { startsAt: window_start, endsAt: window_end } = at.calendar.day(at.now, timezone, daily.resets_at);
    const terms = {
      overflow_policy: daily.overflow.kind,
      reset_time: daily.resets_at,
      timezone,
      window_start,
      window_end,
    };
    if (daily.unit === 'messages') {
      const used = counts[1]?.used ?? 0;
      const left = Math.max(0, daily.amount - used);
      const day = { daily_limit_messages: daily.amount, used_messages: used, remaining_messages: left };
      return { unit: 'messages', ...day, ...terms };
    }
    const used = spent?.used ?? 0;
    const left = Math.max(0, wholeWorth(daily.amount, config.creditRate) - used);
    const day = { daily_limit_cents: daily.amount, spent_today_cents: cents(used), remaining_cents: cents(left) };
    return { unit: 'cents', ...day, ...terms };
  }

  async function keysOf({ of: { kind, id }, by }: ReportSubject, now: number): Promise<Told['api_keys']> {
    // A token is no user, and nobody makes keys for one.
    if (by.kind === 'wallet') return [];
    const of = kind === 'user' ? ({ kind, user: id } as const) : ({ kind, team: id } as const);
    const keys = await storage.pageKeys({ of, before: null, limit: keysMax });
    const open = keys.filter((key) => isKeyOpen(key, now));
    return Promise.all(open.map((key) => toKey(key, by, now)));
  }

  async function toKey(
    key: ApiKey,
    by: Exclude<ReportSubject['by'], { readonly kind: 'wallet' }>,
    now: number,
  ): Promise<Told['api_keys'][number]> {
    const [budget] = keyBudgets(key, { now, calendar });
    const startsAt = budget === undefined ? 0 : Number(budget.key.slice(budget.key.lastIndexOf(':') + 1));
    const spent =
      budget === undefined
        ? null
        : await storage.readKeyUse({ by, keyId: key.id, window: { startsAt, endsAt: budget.endsAt } });
    return {
      id: key.id,
      name: key.name,
      key_last4: key.last4,
      max_budget_cents: key.budget === null ? null : cents(key.budget.limit),
      budget_duration: key.budget?.every ?? null,
      spent_cents: spent === null ? null : cents(spent),
      remaining_cents: spent === null || budget === undefined ? null : cents(Math.max(0, budget.limit - spent)),
      allowed_models: key.models === null ? null : [...key.models],
      expires_at: key.expiresAt,
    };
  }

  return async ({ of, timeZone }: ReportAsked): Promise<Told> => {
    const now = clock.now();
    const subject = await findSubject(deps, of, timeZone);
    const given = await planOn(subject, now);
    const { overdraftGate: gate, liteLlm } = config;
    return {
      ...whose(subject),
      wallets: walletsOf(subject, { cents, low: config.lowBalance, currency: shopCurrency(config) }),
      plan_id: given?.plan.id ?? null,
      daily_limit: given?.day ?? null,
      api_keys: await keysOf(subject, now),
      gating: {
        enabled: gate !== null,
        mode: gate?.kind ?? null,
        fallback_model: gate?.kind === 'degrade' ? gate.toModel : null,
      },
      litellm: {
        enabled: liteLlm !== null,
        base_url: liteLlm?.baseUrl ?? null,
        passes_own_keys: liteLlm !== null,
        budget_sync: false,
      },
    };
  };
}

type Terms = {
  readonly cents: (amount: number) => number;
  readonly low: Microcredits | null;
  readonly currency: string;
};

type At = { readonly now: number; readonly calendar: Calendar };

function walletsOf({ wallet }: ReportSubject, { cents, low, currency }: Terms): Told['wallets'] {
  if (wallet === null) return [];
  return [
    {
      currency,
      balance_cents: cents(wallet.balance),
      balance_microcredits: wallet.balance,
      available_microcredits: available(wallet),
      low_threshold_cents: low === null ? null : cents(low),
    },
  ];
}
