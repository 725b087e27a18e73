// What somebody used: on a day, on the last days, and where it went beyond a plan's day.
import type { z } from 'zod';
import type { Overdrafts, Summary, UsedOnDay } from '../../contract/reports/report-views.ts';
import { add, inCents, noMicrocredits } from '../../domain/money.ts';
import { createCalendar } from '../../domain/plans/calendar.ts';
import { type LocalDate, type ReportDay, createDayReader } from '../../domain/reports/report-days.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ModelUses, ReportStore } from '../../storage/reports/report-store.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type ReportOf, type ReportSubject, type SubjectReading, findSubject } from './report-subject.ts';

export type ReportDeps = SubjectReading & {
  readonly storage: Pick<ReportStore, 'readUses' | 'readOverdrafts'>;
  readonly config: Pick<UsecaseConfig, 'plans' | 'creditRate'>;
  readonly clock: Clock;
};

/** Whose, and by whose clocks; null: the plan's. */
export type ReportAsked = { readonly of: ReportOf; readonly timeZone: string | null };

type Told<View extends z.ZodType> = Omit<z.output<View>, 'request_id'>;
const eventsMax = 1_000;

export function usageReports(deps: ReportDeps) {
  const { storage, config, clock } = deps;
  const days = createDayReader(createCalendar());
  const cents = (amount: number) => inCents(amount, config.creditRate);

  async function usedOn({ by }: ReportSubject, day: ReportDay) {
    const used = sumOf(await storage.readUses({ by, window: day, model: null, isComplete: null }));
    return { date: day.date, ...shown(used) };
  }

  function shown({ requests, tokens, amount, charged }: Used) {
    return {
      amount_cents: cents(amount),
      total_tokens: tokens,
      requests,
      amount_microcredits: amount,
      charged_microcredits: charged,
    };
  }

  return {
    /** `date`: null for today. */
    async daily(asked: ReportAsked & { readonly date: LocalDate | null }): Promise<Told<typeof UsedOnDay>> {
      const subject = await findSubject(deps, asked.of, asked.timeZone);
      const { date, timeZone } = { ...asked, timeZone: subject.timeZone };
      const [day] = date === null ? [days.at(clock.now(), timeZone)] : days.between(date, date, timeZone);
      const used = day === undefined ? { date: date ?? '', ...shown(nothing) } : await usedOn(subject, day);
      return { ...whose(subject), ...used };
    },

    async summary(asked: ReportAsked & { readonly days: number }): Promise<Told<typeof Summary>> {
      const subject = await findSubject(deps, asked.of, asked.timeZone);
      const told: Told<typeof Summary>['days'] = [];
      for (const day of days.last(asked.days, clock.now(), subject.timeZone)) told.push(await usedOn(subject, day));
      const all = told.reduce(
        (sum, day) => ({
          requests: sum.requests + day.requests,
          tokens: sum.tokens + day.total_tokens,
          amount: add(sum.amount, day.amount_microcredits),
          charged: add(sum.charged, day.charged_microcredits),
        }),
        nothing,
      );
      return { ...whose(subject), days: told, ...shown(all) };
    },

    async overdrafts(asked: ReportAsked & { readonly days: number }): Promise<Told<typeof Overdrafts>> {
      const subject = await findSubject(deps, asked.of, asked.timeZone);
      const { timeZone } = subject;
      const today = days.at(clock.now(), timeZone);
      const [first = today] = days.last(asked.days, clock.now(), timeZone);
      const window = { startsAt: first.startsAt, endsAt: today.endsAt };
      const seen = await storage.readOverdrafts({ subject: subject.subject, window, limit: eventsMax });
      return {
        ...whose(subject),
        from: first.date,
        to: today.date,
        events: seen.map(({ holdId, model, planId, limit, over, at }) => ({
          hold_id: holdId,
          date: days.at(at, timeZone).date,
          at,
          model,
          plan_id: planId,
          limit_cents: cents(limit),
          over_cents: cents(over),
          over_microcredits: over,
        })),
      };
    },
  };
}

export type Used = Omit<ModelUses, 'model'>;
export const nothing: Used = { requests: 0, tokens: 0, amount: noMicrocredits, charged: noMicrocredits };

export function sumOf(uses: readonly Used[]): Used {
  return uses.reduce(
    (sum, one) => ({
      requests: sum.requests + one.requests,
      tokens: sum.tokens + one.tokens,
      amount: add(sum.amount, one.amount),
      charged: add(sum.charged, one.charged),
    }),
    nothing,
  );
}

export function whose({ of: { kind, id }, wallet, timeZone }: ReportSubject) {
  return {
    user_id: kind === 'user' ? id : null,
    team_id: kind === 'team' ? id : null,
    account_id: wallet?.id ?? null,
    time_zone: timeZone,
  };
}
