// The operator's command for money that came in and buys nothing yet: list the cases, decide on one.
import { z } from 'zod';
import type { Voice } from './by-hand.ts';
import { loadSettings } from '../settings/config.ts';
import { plainMoney } from '../contract/currencies.ts';
import { SuspenseAction, type SuspenseCase, SuspenseId } from '../contract/suspense/suspense.ts';
import { withLedger, withPayments } from './open-ledger.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { Usecases } from '../usecases/create-usecases.ts';

const Wish = z.discriminatedUnion('action', [
  z.object({ action: z.literal('list') }),
  z.object({
    action: z.literal('resolve'),
    id: z
      .string('--id is missing: a case from the list')
      .pipe(z.uuid('--id must be the id of a case from the list'))
      .pipe(SuspenseId),
    as: z.enum(SuspenseAction.options, '--as must be credit, refund or keep'),
    reason: z
      .string('--reason is missing: why it is decided so')
      .trim()
      .min(1, '--reason must not be empty')
      .max(500, '--reason is too long'),
  }),
]);

export async function suspense(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  { say, complain }: Voice,
): Promise<number> {
  const parsed = Wish.safeParse({ ...values, action: values['action'] ?? 'list' });
  if (!parsed.success) return complain(parsed.error.issues.map((issue) => `${wordsFor(issue)}.`).join('\n'));
  const wish = parsed.data;
  if (wish.action === 'list') return say(await withLedger(loadSettings(env), ({ suspense: book }) => listed(book)));
  const { id, as: action, reason } = wish;
  const answer = await withPayments(loadSettings(env), ({ suspense: book }) =>
    book.resolve({ id, action, reason }, AbortSignal.timeout(60_000)),
  );
  if (answer.kind === 'refused') return complain(sayInEnglish(answer));
  const { state } = answer.case;
  return state === 'resolved'
    ? say(`${done[action]} ${lineOf(answer.case)}`)
    : complain('The provider refused the refund, so the case is open again.');
}

const done = {
  credit: 'Credited to the buyer’s wallet:',
  refund: 'Being refunded to the buyer:',
  keep: 'Kept as revenue:',
} as const satisfies Record<SuspenseAction, string>;

function wordsFor({ code, message }: z.core.$ZodIssue): string {
  return code === 'invalid_union' ? 'Say what to do: list or resolve' : message;
}

async function listed(book: Usecases['suspense']): Promise<string> {
  const lines: string[] = [];
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const page = await book.list({ state: 'open', limit: 200, cursor });
    if (page.kind === 'refused') return sayInEnglish(page);
    lines.push(...page.cases.map(lineOf));
    cursor = page.nextCursor;
  }
  return lines.length === 0 ? 'There is nothing in suspense.' : lines.join('\n');
}

function lineOf({ id, kind, order_id: order, amount_cents: cents, currency, ...one }: SuspenseCase): string {
  const since = new Date(one.created_at).toISOString();
  return `${id}  ${since}  ${kind.replace('_', ' ')}: ${plainMoney(cents, currency)} of order ${order} (${one.amount_microcredits / 1_000_000} credits)`;
}
