// The rows of holds, as records and back, whatever the engine that keeps them.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { BudgetWindow, HoldBudget } from '../../domain/budgets/budget.ts';
import type { AllowanceCount } from '../../domain/holds/allowance.ts';
import type { HolderKey, HoldPayer, HoldRecord, UsedBy } from '../../domain/holds/hold.ts';
import { microcredits } from '../../domain/money.ts';
import type { DayTerms, HoldDay } from '../../domain/plans/day-spending.ts';
import type { CounterWindow } from '../../domain/plans/plan.ts';
import { walletId } from '../../domain/wallets/ledger.ts';
import type { Cell } from './cell.ts';
import { estimateIn, toJson } from './json-columns.ts';
import type { KnownPrices } from './known-prices.ts';

export type HoldRow = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly state: HoldRecord['state'];
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly price: string;
  readonly price_rule: string | null;
  readonly upstream: string | null;
  readonly wallet_id: string | null;
  readonly counted: string | null;
  readonly plan_id: PlanId | null;
  readonly estimate: string | null;
  readonly output_limit: number | null;
  readonly degrade: string | null;
  readonly is_on_grace: 0 | 1;
  readonly day: string | null;
  readonly day_counted: number;
  readonly overrun: number;
  readonly response_bytes: number;
  readonly images: number;
  readonly amount: number;
  readonly captured: number;
  readonly worth: number;
  readonly user_id: string | null;
  readonly team_id: string | null;
  readonly api_key_id: string | null;
  readonly budgets: string | null;
  readonly budget_counted: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly outcome: string | null;
  readonly prompt_tokens: number;
  readonly cached_tokens: number;
  readonly completion_tokens: number;
  readonly reasoning_tokens: number;
  readonly duration_ms: number;
};

/** As they are written when a hold is made, in the order of `holdValues`. */
export const holdColumns = `id, holder, state, model, venue, price, wallet_id, counted, amount, captured, created_at, expires_at,
  ended_at, outcome, prompt_tokens, completion_tokens, duration_ms, plan_id, estimate, output_limit, degrade, price_rule,
  is_on_grace, day, day_counted, user_id, team_id, api_key_id, budgets, budget_counted`;

export function holdValues(record: HoldRecord, prices: Pick<KnownPrices, 'text'>): readonly Cell[] {
  const { payer, usage } = record;
  return [
    record.id,
    record.holder,
    record.state,
    record.model,
    record.venue,
    prices.text(record.price),
    payer.kind === 'wallet' ? payer.walletId : null,
    payer.kind === 'wallet' ? null : JSON.stringify(payer.counted),
    record.amount,
    record.captured,
    record.createdAt,
    record.expiresAt,
    record.endedAt,
    record.outcome,
    usage.promptTokens,
    usage.completionTokens,
    usage.durationMs,
    payer.kind === 'plan' ? payer.planId : null,
    toJson(record.estimate),
    record.outputLimit,
    toJson(record.degrade),
    record.priceRule,
    record.isOnGrace ? 1 : 0,
    termsText(record.day),
    record.day?.counted ?? 0,
    record.usedBy?.user ?? null,
    record.usedBy?.team ?? null,
    record.usedBy?.key ?? null,
    toJson(record.budget?.windows ?? null),
    record.budget?.counted ?? 0,
  ];
}

/** Those of a wallet that count nowhere else, as most do, in the order of `plainHoldValues`; all else has its default. */
export const plainHoldColumns =
  'id, holder, model, venue, price, wallet_id, amount, created_at, expires_at, estimate, output_limit, price_rule';

/** null: it says more than the plain columns do. */
export function plainHoldValues(record: HoldRecord, prices: Pick<KnownPrices, 'text'>): readonly Cell[] | null {
  const { payer, degrade, isOnGrace, day, usedBy, budget } = record;
  if (payer.kind !== 'wallet' || degrade !== null || isOnGrace) return null;
  if (day !== null || usedBy !== null || budget !== null) return null;
  return [
    record.id,
    record.holder,
    record.model,
    record.venue,
    prices.text(record.price),
    payer.walletId,
    record.amount,
    record.createdAt,
    record.expiresAt,
    toJson(record.estimate),
    record.outputLimit,
    record.priceRule,
  ];
}

/**
 * What an end says that nobody but its price and its use tells of, as most ends do, and its id at the end: state, what was captured,
 * when and how it ended, the three counts, and its worth. All else stays as it was written. null: it says more.
 */
export function plainEndValues(record: HoldRecord): readonly Cell[] | null {
  const { state, captured, worth, overrun, endedAt, outcome, upstream, usage, day, budget, id } = record;
  if (state === 'held' || overrun > 0 || upstream !== null || day !== null || budget !== null) return null;
  const { cachedTokens = 0, reasoningTokens = 0, responseBytes = 0, images = 0 } = usage;
  if (cachedTokens > 0 || reasoningTokens > 0 || responseBytes > 0 || images > 0) return null;
  const { promptTokens, completionTokens, durationMs } = usage;
  return [state, captured, endedAt, outcome, promptTokens, completionTokens, durationMs, worth, id];
}

/** What may change of a hold that is still held, and its id at the end: the order in which both stores name the columns. */
export function heldValues({
  id,
  state,
  expiresAt,
  captured,
  worth,
  overrun,
  endedAt,
  outcome,
  upstream,
  usage,
  day,
  budget,
}: HoldRecord): readonly Cell[] {
  return [
    state,
    expiresAt,
    captured,
    overrun,
    endedAt,
    outcome,
    usage.promptTokens,
    usage.completionTokens,
    usage.durationMs,
    usage.responseBytes ?? 0,
    usage.images ?? 0,
    upstream,
    usage.cachedTokens ?? 0,
    usage.reasoningTokens ?? 0,
    day?.counted ?? 0,
    worth,
    budget?.counted ?? 0,
    id,
  ];
}

export function toHold(row: HoldRow | undefined, prices: KnownPrices): HoldRecord | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    state: row.state,
    model: row.model,
    venue: row.venue,
    price: prices.read(row.price),
    priceRule: row.price_rule,
    upstream: row.upstream,
    estimate: estimateIn(row.estimate),
    payer: toPayer(row),
    usedBy: usedByIn(row),
    amount: microcredits(row.amount),
    outputLimit: row.output_limit,
    degrade: row.degrade === null ? null : JSON.parse(row.degrade),
    isOnGrace: row.is_on_grace === 1,
    day: toDay(row),
    budget: toBudget(row),
    captured: microcredits(row.captured),
    worth: microcredits(row.worth),
    overrun: microcredits(row.overrun),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    usage: {
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      durationMs: row.duration_ms,
      ...(row.cached_tokens === 0 ? {} : { cachedTokens: row.cached_tokens }),
      ...(row.reasoning_tokens === 0 ? {} : { reasoningTokens: row.reasoning_tokens }),
      ...(row.response_bytes === 0 ? {} : { responseBytes: row.response_bytes }),
      ...(row.images === 0 ? {} : { images: row.images }),
    },
  };
}

function usedByIn({ user_id: user, team_id: team, api_key_id: key }: HoldRow): UsedBy | null {
  return user === null && team === null && key === null ? null : { user, team, key };
}

function termsText(day: HoldDay | null): string | null {
  if (day === null) return null;
  const { counted: _, ...terms } = day;
  return JSON.stringify(terms);
}

function toDay({ day, day_counted: counted }: HoldRow): HoldDay | null {
  if (day === null) return null;
  const terms: DayTerms = JSON.parse(day);
  return { ...terms, counted: microcredits(counted) };
}

function toBudget({ budgets, budget_counted: counted }: HoldRow): HoldBudget | null {
  if (budgets === null) return null;
  const windows: readonly BudgetWindow[] = JSON.parse(budgets);
  return { windows, counted: microcredits(counted) };
}

function toPayer(row: HoldRow): HoldPayer {
  if (row.wallet_id !== null) return { kind: 'wallet', walletId: walletId(row.wallet_id) };
  if (row.plan_id !== null) {
    const windows: readonly CounterWindow[] = JSON.parse(row.counted ?? '[]');
    return { kind: 'plan', planId: row.plan_id, counted: windows };
  }
  const counted: readonly AllowanceCount[] = JSON.parse(row.counted ?? '[]');
  return { kind: 'free', counted };
}
