// The operator's command for money that came in and buys nothing yet: list the cases, decide on one.
import { z } from 'zod';
import { reasonWord } from './by-hand.ts';
import { loadSettings } from '../settings/config.ts';
import { SuspenseAction, SuspenseId } from '../contract/suspense/suspense.ts';
import type { Env, Given, Voice } from './command.ts';
import { withLedger, withPayments } from './open-ledger.ts';
import { commandWords } from '../words/commands/bookings.ts';
import { suspenseSays } from '../words/commands/suspense.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { Usecases } from '../usecases/create-usecases.ts';

const Wish = z.discriminatedUnion('action', [
  z.object({ action: z.literal('list') }),
  z.object({
    action: z.literal('resolve'),
    id: z.string(suspenseSays.idMissing).pipe(z.uuid(suspenseSays.idWrong)).pipe(SuspenseId),
    as: z.enum(SuspenseAction.options, suspenseSays.asWrong),
    reason: reasonWord(suspenseSays.why),
  }),
]);

export async function suspense(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
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
  return state === 'resolved' ? say(suspenseSays.resolved(action, answer.case)) : complain(suspenseSays.refundRefused);
}

function wordsFor({ code, message }: z.core.$ZodIssue): string {
  return code === 'invalid_union' ? commandWords.whichToDo('list', 'resolve') : message;
}

async function listed(book: Usecases['suspense']): Promise<string> {
  const lines: string[] = [];
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const page = await book.list({ state: 'open', limit: 200, cursor });
    if (page.kind === 'refused') return sayInEnglish(page);
    lines.push(...page.cases.map(suspenseSays.line));
    cursor = page.nextCursor;
  }
  return lines.length === 0 ? suspenseSays.nothing : lines.join('\n');
}
