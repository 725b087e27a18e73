// The rule that leads from the cycles of a subject as they are kept to what they are now: ends what is over, takes back what is left
// of its grant, and begins what follows. Pure; however late and however often it is asked, each cycle is there once.
import type { Plan, PlanId } from '../../contract/plans/plans.ts';
import type { Microcredits } from '../../contract/money.ts';
import { add, addUpToMost, lesser, noMicrocredits, roomAbove, subtract, wholeWorth } from '../money.ts';
import type { Rate } from '../rate.ts';
import { openJournal, type WalletSlot } from '../wallets/journal.ts';
import { type Posting, type TransferRef, type WalletId, promoAccount, transferRef } from '../wallets/ledger.ts';
import type { Calendar, TimeWindow } from './calendar.ts';
import { cycleAfter, cycleAround } from './cycles.ts';
import type { PlanSubject } from './plan.ts';

/**
 * open: it runs. closing: it is over, and its invoice is not drawn yet or something of its grant is still held. closed: nothing more
 * is done about it. `isCut`: it ended before its time, and owes no minimum and no invoice. `taken`: what was taken back of `granted`.
 */
export type CycleRecord = TimeWindow & {
  readonly id: string;
  readonly subject: PlanSubject;
  readonly planId: PlanId;
  readonly anchor: number;
  readonly zone: string;
  readonly state: 'open' | 'closing' | 'closed';
  readonly isCut: boolean;
  readonly minCommitCents: number;
  readonly walletId: WalletId | null;
  readonly granted: Microcredits;
  readonly taken: Microcredits;
};

/** A cycle that is not closed, with what is left of its grant. */
export type LiveCycle = CycleRecord & { readonly left: Microcredits };

/**
 * `plan`: the usage plan that holds, with its own clocks or the subject's; null: there is none. `since`: from when on. `drawn`: the ids
 * of cycles whose invoice is drawn, or that nobody is to be billed for. `cut`: those that were cut short and began after `cutFrom`.
 */
export type CycleCase = {
  readonly subject: PlanSubject;
  readonly plan: (Plan & { readonly usage: NonNullable<Plan['usage']> }) | null;
  readonly since: number;
  readonly live: readonly LiveCycle[];
  readonly cut: readonly CycleRecord[];
  readonly slot: WalletSlot;
  readonly drawn: ReadonlySet<string>;
};

export type CycleAt = {
  readonly now: number;
  readonly calendar: Calendar;
  readonly creditRate: Rate;
  readonly newId: () => string;
};

/** `dueAt`: when to look at it again; null: not until something changes. */
export type CyclesTurned = {
  readonly cycles: readonly CycleRecord[];
  readonly posting: Posting | null;
  readonly dueAt: number | null;
};

/** What is held may still be charged; it is looked for again after this long. */
const closingEveryMs = 15 * 60_000;
/** The process that ends a cycle draws its invoice at once. If it is not there after this time, that process has failed or died. */
const undrawnEveryMs = 30_000;
/** Cycles that ended while no server ran. */
const missedMax = 120;

/** No cycle is longer, and what was granted before does not count against one that begins at `now`. */
export const cutFrom = (now: number): number => now - 62 * 86_400_000;

export const grantRef = (cycleId: string): TransferRef => transferRef('cycle', cycleId);

export function turnCycles(asked: CycleCase, at: CycleAt): CyclesTurned {
  const { live, slot, plan, since, drawn } = asked;
  const { now } = at;
  const journal = openJournal(slot, now);

  const ended = live.map((cycle) => {
    if (cycle.state === 'open' && !isOver(cycle, asked, now)) return cycle;
    const isCut = cycle.state === 'open' ? since < cycle.endsAt && !isOf(cycle, asked) : cycle.isCut;
    const endsAt = isCut && cycle.state === 'open' ? Math.max(cycle.startsAt, since) : cycle.endsAt;
    const back = lesser(cycle.left, journal.free());
    const cause = { code: 'plan_grant_over', plan: cycle.planId } as const;
    const ref = transferRef('cycle_over', `${cycle.id}:${cycle.taken}`);
    journal.move({ ref, from: journal.own, to: promoAccount, amount: back, cause });
    const isDrawn = isCut || drawn.has(cycle.id);
    const isTakenBack = cycle.left === back || slot.wallet.held === 0;
    const state: CycleRecord['state'] = isDrawn && isTakenBack ? 'closed' : 'closing';
    return { ...cycle, state, isCut, endsAt, taken: add(cycle.taken, back) };
  });
  const running = ended.find(({ state }) => state === 'open');
  const begun =
    plan === null || running !== undefined ? [] : following({ ...asked, plan, cut: [...asked.cut, ...ended] }, at);
  const [last] = begun.slice(-1);
  if (last !== undefined && last.granted > 0) {
    const cause = { code: 'plan_grant', plan: last.planId } as const;
    const ref = grantRef(last.id);
    journal.move({ ref, from: promoAccount, to: journal.own, amount: last.granted, cause });
  }
  const dues = [...(running === undefined ? [] : [running.endsAt]), ...(last === undefined ? [] : [last.endsAt])];
  const cycles = [...ended.map(withoutLeft), ...begun];
  const closing = cycles.filter(({ state }) => state === 'closing');
  if (closing.length > 0) dues.push(now + closingEveryMs);
  if (closing.some(({ id, isCut }) => !isCut && !drawn.has(id))) dues.push(now + undrawnEveryMs);
  return { cycles, posting: journal.posting(), dueAt: dues.length === 0 ? null : Math.min(...dues) };
}

function withoutLeft(cycle: LiveCycle): CycleRecord {
  const { left: _, ...kept } = cycle;
  return kept;
}

function isOf({ planId, anchor }: CycleRecord, { plan, since }: CycleCase): boolean {
  return plan !== null && plan.id === planId && anchor === since;
}

function isOver(cycle: CycleRecord, asked: CycleCase, now: number): boolean {
  return now >= cycle.endsAt || !isOf(cycle, asked);
}

/**
 * Those after the last one of the same plan, or the one that holds now. One that was over before it could begin grants nothing, and one
 * that begins because the plan was changed or given again grants what those cut short within its length have not spent already.
 */
function following(
  { plan, since, live, cut, subject, slot }: CycleCase & { readonly plan: NonNullable<CycleCase['plan']> },
  { now, calendar, creditRate, newId }: CycleAt,
): readonly CycleRecord[] {
  const { usage } = plan;
  const terms = { anchor: since, zone: plan.time_zone, every: usage.billing_cycle };
  const before = live.find((cycle) => cycle.planId === plan.id && cycle.anchor === since && cycle.state === 'open');
  const made: CycleRecord[] = [];
  let next =
    before === undefined
      ? cycleAround(terms, Math.max(now, since), calendar)
      : cycleAfter(terms, before.endsAt, calendar);
  for (let count = 0; count < missedMax; count += 1) {
    const isRunning = now < next.endsAt;
    const full = isRunning ? wholeWorth(usage.credit_grant_cents, creditRate) : noMicrocredits;
    const isChange = before === undefined && made.length === 0;
    const spent = isChange ? spentOf(cut, now - (next.endsAt - next.startsAt)) : noMicrocredits;
    const granted = subtract(full, lesser(full, spent));
    made.push({
      ...next,
      id: newId(),
      subject,
      planId: plan.id,
      anchor: since,
      zone: plan.time_zone,
      state: isRunning ? 'open' : 'closing',
      isCut: false,
      minCommitCents: usage.min_commit_cents,
      walletId: granted === 0 ? null : slot.wallet.id,
      granted: lesser(granted, roomAbove(slot.wallet.balance)),
      taken: noMicrocredits,
    });
    if (isRunning) break;
    next = cycleAround(terms, next.endsAt, calendar);
  }
  return made;
}

/** What was used, or is held, of the grants of cycles that were cut short and began after `from`. The later of two with one id counts. */
function spentOf(cycles: readonly CycleRecord[], from: number): Microcredits {
  const cut = new Map(cycles.filter(({ isCut, startsAt }) => isCut && startsAt > from).map((one) => [one.id, one]));
  return [...cut.values()].map(({ granted, taken }) => subtract(granted, taken)).reduce(addUpToMost, noMicrocredits);
}
