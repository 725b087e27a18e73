// Prints a report as a table, or as the same CSV file that the API answers with.
import { z } from 'zod';
import type { CsvForm } from '../contract/csv.ts';
import { TimeZone } from '../contract/plans/plans.ts';
import { budgetFile, overdraftFile, periodFile, summaryFile } from '../contract/reports/report-files.ts';
import { LocalDate } from '../contract/reports/reports.ts';
import { csvLines } from '../lib/csv.ts';
import { loadSettings } from '../settings/config.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import { reportWords as words } from '../words/commands/report.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { inColumns } from './in-columns.ts';
import { withLedger } from './open-ledger.ts';

const kinds = ['daily', 'summary', 'overdraft', 'period', 'budget'] as const;
const yearMs = 366 * 86_400_000;

const date = (name: string) =>
  z.string(words.missing(name)).refine((text) => LocalDate.safeParse(text).success, words.notADate(name));

const whose = {
  user: z.string().min(1).max(200).optional(),
  team: z.string().min(1).max(200).optional(),
  zone: z
    .string()
    .refine((name) => TimeZone.safeParse(name).success, words.zone)
    .optional(),
  format: z.enum(['table', 'csv'], words.format).default('table'),
};
const days = {
  days: z
    .string()
    .regex(/^\d{1,3}$/, words.days)
    .transform(Number)
    .pipe(z.int().min(1, words.days).max(366, words.days))
    .prefault('7'),
};

const Wish = z
  .discriminatedUnion(
    'action',
    [
      z.object({ action: z.literal('daily'), ...whose, date: date('date').optional() }),
      z.object({ action: z.literal('summary'), ...whose, ...days }),
      z.object({ action: z.literal('overdraft'), ...whose, ...days }),
      z.object({
        action: z.literal('period'),
        ...whose,
        from: date('from'),
        to: date('to'),
        model: z.string().min(1).max(200).optional(),
        success: z
          .enum(['true', 'false'], words.success)
          .transform((word) => word === 'true')
          .optional(),
        'group-by': z.enum(['total', 'model', 'day', 'model_day'], words.groupBy).default('total'),
      }),
      z.object({ action: z.literal('budget'), ...whose }),
    ],
    words.whichReport(kinds),
  )
  .refine(({ user, team }) => user !== undefined || team !== undefined, words.whose)
  .refine(({ user, team }) => user === undefined || team === undefined, words.notBoth)
  .refine((wish) => wish.action !== 'period' || isInOrder(wish), words.inOrder);
type Wish = z.infer<typeof Wish>;

type Output = Voice & { readonly write: (text: string) => number };
type Told = { readonly form: CsvForm; readonly answer: { readonly time_zone: string } };

export async function report(env: Env, values: Given, { say, complain, write }: Output): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const { form, answer } = await withLedger(loadSettings(env), ({ reports }) => ask(reports, wish.data));
  // No request has asked for it.
  const { rows } = form.pageOf({ ...answer, request_id: '' });
  const table = [form.headerOf({ ...answer, request_id: '' }), ...rows].map((cells) => cells.slice(1));
  if (wish.data.format === 'csv') return write(csvLines(table));
  const title = words.title(wish.data.action, nameOf(wish.data), answer.time_zone);
  if (rows.length === 0) return say([title, '', words.nothing].join('\n'));
  return say([title, '', ...inColumns(shown(table))].join('\n'));
}

/** One row has more columns than a line has room for: it is turned on its side. */
function shown(table: readonly (readonly (string | number | null)[])[]): readonly (readonly string[])[] {
  const text = table.map((cells) =>
    cells.map((cell) => (cell === null ? '-' : typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  const [header = [], first = [], ...more] = text;
  return more.length > 0 ? text : header.map((name, at) => [name, first[at] ?? '']);
}

async function ask(reports: Usecases['reports'], wish: Wish): Promise<Told> {
  const asked = { of: subjectOf(wish), timeZone: wish.zone ?? null };
  switch (wish.action) {
    case 'daily': {
      const day = await reports.daily({ ...asked, date: wish.date ?? null });
      const answer = { ...day, days: [day] };
      return { form: summaryFile, answer };
    }
    case 'summary':
      return { form: summaryFile, answer: await reports.summary({ ...asked, days: wish.days }) };
    case 'overdraft':
      return { form: overdraftFile, answer: await reports.overdrafts({ ...asked, days: wish.days }) };
    case 'period': {
      const { from, to, model = null, success: isComplete = null, 'group-by': groupBy } = wish;
      const answer = await reports.period({ ...asked, from, to, model, isComplete, groupBy });
      return { form: periodFile, answer };
    }
    case 'budget':
      return { form: budgetFile, answer: await reports.budget(asked) };
  }
}

function subjectOf({ user = '', team }: Pick<Wish, 'user' | 'team'>) {
  return team === undefined ? ({ kind: 'user', id: user } as const) : ({ kind: 'team', id: team } as const);
}

function nameOf({ user = '', team }: Pick<Wish, 'user' | 'team'>): string {
  return team === undefined ? words.user(user) : words.team(team);
}

function isInOrder({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return from <= to && Date.parse(to) - Date.parse(from) < yearMs;
}
