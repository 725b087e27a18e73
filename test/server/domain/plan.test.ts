// What plans allow: who is on which, what is open, and how a month, a day and a minute fill.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { createCalendar } from '../../../server/domain/plans/calendar.ts';
import {
  type PlanBook,
  type PlanCount,
  builtInPlans,
  checkMinute,
  checkQuota,
  closedBy,
  minuteWindow,
  planOf,
  planSubject,
  quotaLeft,
  quotaWindows,
  subjectCounted,
} from '../../../server/domain/plans/plan.ts';
import { start } from '../../support/ledger-values.ts';

const subject = planSubject('user', 'ada');
const calendar = createCalendar();

function made(overrides: object = {}): Plan {
  return Plan.parse({
    id: 'test',
    name: 'Test',
    time_zone: 'UTC',
    monthly_quota: 10,
    per_minute: 5,
    daily: null,
    routes: null,
    models: null,
    ...overrides,
  });
}

function counts(plan: Plan, used: readonly number[]): readonly PlanCount[] {
  return quotaWindows(plan, { subject, now: start, calendar }).map((window, i) => ({ ...window, used: used[i] ?? 0 }));
}

const daily = (overflow: object) => ({ amount: 3, overflow, resets_at: '04:00' });

it('the built-in plans are free, pro, team and enterprise with their limits', () => {
  expect(builtInPlans.map((plan) => [plan.id, plan.monthly_quota, plan.per_minute])).toEqual([
    ['free', 20, 30],
    ['pro', null, 120],
    ['team', null, 300],
    ['enterprise', null, 600],
  ]);
});

it('the first candidate that there is decides, and the operator’s own plan before the built-in one', () => {
  const builtIn: PlanBook = new Map(builtInPlans.map((plan) => [plan.id, plan]));
  const own = made({ id: 'pro', name: 'Own' });
  const books = [new Map([[own.id, own]]), builtIn];
  expect(planOf(books, ['no such', 'team', 'free'])?.id).toBe('team');
  expect(planOf(books, [null, 'pro'])?.name).toBe('Own');
  expect(planOf(books, ['no such', null])).toBeNull();
  expect(planOf(books, ['Team', 'free'])?.id).toBe('team');
  expect(planOf(books, ['PRO'])?.name).toBe('Own');
});

it('a plan closes every route and model that it does not list, and none when it has no list', () => {
  const plan = made({ routes: ['summaries'], models: ['llama*'] });
  expect(closedBy(plan, { route: 'summaries', model: 'llama3' })).toBeNull();
  expect(closedBy(plan, { route: 'images', model: 'llama3' })).toBe('route');
  expect(closedBy(plan, { route: null, model: 'qwen3' })).toBe('model');
  expect(closedBy(made(), { route: 'images', model: 'qwen3' })).toBeNull();
  expect(closedBy(made({ models: [] }), { route: null, model: 'qwen3' })).toBe('model');
  expect(closedBy(made({ routes: [], models: [] }), { route: null, model: null })).toBeNull();
});

it('the cap of a minute lets exactly so many through and names when the next begins', () => {
  const window = minuteWindow('ada', start + 20_000);
  expect(checkMinute(made(), { ...window, used: 4 })).toEqual({ kind: 'open' });
  expect(checkMinute(made(), { ...window, used: 5 })).toEqual({ kind: 'full', resetsAt: start + 60_000 });
  expect(checkMinute(made({ per_minute: null }), { ...window, used: 9_999 })).toEqual({ kind: 'open' });
  expect(checkMinute(made({ per_minute: 0 }), { ...window, used: 0 })).toMatchObject({ kind: 'full' });
});

it('a used-up month is told before a used-up day', () => {
  const plan = made({ daily: daily({ kind: 'block' }) });
  expect(checkQuota(plan, counts(plan, [10, 3]))).toEqual({
    kind: 'month_full',
    quota: 10,
    resetsAt: Date.UTC(2026, 1, 1),
  });
  expect(checkQuota(plan, counts(plan, [9, 3]))).toEqual({
    kind: 'day_full',
    amount: 3,
    resetsAt: Date.UTC(2026, 0, 8, 4),
  });
  expect(checkQuota(plan, counts(plan, [9, 2]))).toEqual({ kind: 'open', overflow: null });
});

it('a plan without a quota is never used up', () => {
  const plan = made({ monthly_quota: null });
  for (const used of [0, 1, Number.MAX_SAFE_INTEGER])
    expect(checkQuota(plan, counts(plan, [used]))).toEqual({ kind: 'open', overflow: null });
});

it('grace adds its amount to the day and then blocks', () => {
  const plan = made({ daily: daily({ kind: 'grace', amount: 2 }) });
  expect(checkQuota(plan, counts(plan, [2, 2]))).toEqual({ kind: 'open', overflow: null });
  expect(checkQuota(plan, counts(plan, [4, 4]))).toEqual({ kind: 'open', overflow: { kind: 'grace' } });
  expect(checkQuota(plan, counts(plan, [5, 5]))).toMatchObject({ kind: 'day_full', amount: 5 });
});

it('grace without an amount goes on until the month is used up', () => {
  const plan = made({ daily: daily({ kind: 'grace', amount: null }) });
  expect(checkQuota(plan, counts(plan, [9, 1_000_000]))).toEqual({ kind: 'open', overflow: { kind: 'grace' } });
  expect(checkQuota(plan, counts(plan, [10, 9]))).toMatchObject({ kind: 'month_full' });
});

it('degrade goes on for the rest of the day and names the model, until the month is used up', () => {
  const plan = made({ daily: daily({ kind: 'degrade', to_model: 'tiny' }) });
  expect(checkQuota(plan, counts(plan, [3, 2]))).toEqual({ kind: 'open', overflow: null });
  expect(checkQuota(plan, counts(plan, [9, 9]))).toEqual({
    kind: 'open',
    overflow: { kind: 'degrade', toModel: 'tiny', amount: 3, resetsAt: Date.UTC(2026, 0, 8, 4) },
  });
  expect(checkQuota(plan, counts(plan, [10, 9]))).toMatchObject({ kind: 'month_full' });
});

it('what is left never goes below nothing, and is not told where there is no bound', () => {
  expect(quotaLeft(made(), counts(made(), [4])[0])).toBe(6);
  expect(quotaLeft(made(), counts(made(), [400])[0])).toBe(0);
  expect(quotaLeft(made({ monthly_quota: null }), counts(made(), [4])[0])).toBeNull();
  expect(quotaLeft(made(), undefined)).toBeNull();
});

it('people, months and days never share a counter', () => {
  const plan = made({ daily: daily({ kind: 'block' }) });
  const when = fc.integer({ min: start, max: start + 400 * 86_400_000 });
  const who = fc
    .constantFrom('user', 'org')
    .chain((scope) => fc.constantFrom('a', 'b').map((id) => planSubject(scope, id)));
  fc.assert(
    fc.property(who, when, who, when, (a, at, b, later) => {
      const [month, day] = quotaWindows(plan, { subject: a, now: at, calendar });
      const [otherMonth, otherDay] = quotaWindows(plan, { subject: b, now: later, calendar });
      expect(month.key === otherMonth.key).toBe(a === b && month.endsAt === otherMonth.endsAt);
      expect(day?.key === otherDay?.key).toBe(a === b && day?.endsAt === otherDay?.endsAt);
      expect(month.key).not.toBe(day?.key);
    }),
  );
});

it('what is not counted closes nothing', () => {
  const [month] = counts(made(), [9]);
  const [, day] = counts(made({ daily: daily({ kind: 'block' }) }), [9, 3]);
  if (month === undefined || day === undefined) throw new Error('both are counted');
  expect(checkQuota(made(), [month, day])).toEqual({ kind: 'open', overflow: null });
  expect(checkQuota(made({ daily: daily({ kind: 'block' }) }), [month])).toEqual({ kind: 'open', overflow: null });
  expect(checkQuota(made(), [])).toEqual({ kind: 'open', overflow: null });
});

it('a window says whose use it counts, whatever the name looks like', () => {
  const plan = made({ daily: daily({ kind: 'block' }) });
  for (const name of ['ada', 'a:1:b', 'month:5:x', 'two\nlines', '-1']) {
    const who = planSubject('user', name);
    const [month, day] = quotaWindows(plan, { subject: who, now: start, calendar });
    expect([subjectCounted([month]), day && subjectCounted([day])]).toEqual([who, who]);
    const [long] = quotaWindows(plan, { subject: who, now: Date.UTC(1960, 0, 1), calendar });
    expect(subjectCounted([long])).toBe(who);
  }
  expect(subjectCounted([])).toBeNull();
  for (const who of ['ada', 'ada:5:bob']) expect(subjectCounted([minuteWindow(who, start)])).toBeNull();
});

it('the minutes of two callers are counted apart', () => {
  expect(minuteWindow('ada', start).key).not.toBe(minuteWindow('bob', start).key);
});
