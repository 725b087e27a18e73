// The operator's command for dead letters: list them, try them again, or discard them.
import { z } from 'zod';
import { loadSettings } from '../settings/config.ts';
import { Box, LetterId } from '../contract/letters/dead-letters.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { withLedger } from './open-ledger.ts';
import type { LetterChanged } from '../usecases/letters/keep-dead-letters.ts';
import type { Refused } from '../usecases/refusal.ts';
import { commandWords } from '../words/commands/bookings.ts';
import { deadLetterSays } from '../words/commands/dead-letters.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { Usecases } from '../usecases/create-usecases.ts';

const Wish = z
  .object({
    action: z.enum(['list', 'replay', 'discard'], deadLetterSays.whichToDo),
    box: z.enum(Box.options, deadLetterSays.boxWrong).optional(),
    id: z
      .string()
      .regex(/^[1-9]\d{0,14}$/, deadLetterSays.idWrong)
      .transform((text) => LetterId.parse(text))
      .optional(),
    all: z.literal(true).optional(),
    reason: z.string().trim().min(1, commandWords.reasonEmpty).max(500, commandWords.reasonTooLong).optional(),
  })
  .superRefine(({ action, box, id, all, reason }, context) => {
    const wrong = (message: string) => context.addIssue({ code: 'custom', message });
    if (action === 'list') return;
    if (box === undefined) wrong(deadLetterSays.boxMissing);
    if ((id === undefined) === (all === undefined)) wrong(deadLetterSays.letterNotNamed);
    if (action === 'discard' && reason === undefined) wrong(commandWords.reasonMissing(deadLetterSays.why));
  });
type Wish = z.infer<typeof Wish>;

type Book = Usecases['deadLetters'];

export async function deadLetters(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
  const parsed = Wish.safeParse(values);
  if (!parsed.success) return complain(faultsOf(parsed.error));
  const wish = parsed.data;
  return withLedger(loadSettings(env), async ({ deadLetters: book }) => {
    if (wish.action === 'list') return say(await listed(book, wish.box === undefined ? Box.options : [wish.box]));
    const answers = await changeAll(book, wish);
    const refused = answers.find((answer) => answer.kind === 'refused');
    return refused === undefined ? say(changed(wish, answers)) : complain(sayInEnglish(refused));
  });
}

async function listed(book: Book, boxes: readonly Box[]): Promise<string> {
  const counts = await book.count();
  const pages = await Promise.all(boxes.map((box) => book.list({ box, state: 'dead', limit: 200, after: null })));
  const lines = pages.flatMap(({ letters }) => letters.map(deadLetterSays.line));
  const total = boxes.reduce((sum, box) => sum + counts[box], 0);
  if (total === 0) return deadLetterSays.none;
  return [...lines, ...(total > lines.length ? [deadLetterSays.older(total - lines.length)] : [])].join('\n');
}

/** The list is read first; letters that die meanwhile are not touched. */
async function changeAll(book: Book, wish: Wish): Promise<readonly (LetterChanged | Refused)[]> {
  const { box, id, reason = '' } = wish;
  if (box === undefined) return [];
  const ids = id === undefined ? await allIn(book, box) : [id];
  const answers: (LetterChanged | Refused)[] = [];
  for (const one of ids) {
    const letter = { box, id: one };
    answers.push(await (wish.action === 'replay' ? book.replay(letter) : book.discard(letter, reason)));
  }
  return answers;
}

async function allIn(book: Book, box: Box): Promise<readonly LetterId[]> {
  const ids: LetterId[] = [];
  for (let after: LetterId | null = null, isMore = true; isMore;) {
    const page: Awaited<ReturnType<Book['list']>> = await book.list({ box, state: 'dead', limit: 200, after });
    ids.push(...page.letters.map((letter) => letter.id));
    after = page.next;
    isMore = after !== null;
  }
  // The oldest first, in the order in which they were to be sent.
  return ids.toReversed();
}

function changed({ action }: Wish, answers: readonly (LetterChanged | Refused)[]): string {
  const count = answers.filter((answer) => answer.kind === 'letter' && answer.isNew).length;
  if (count === 0) return deadLetterSays.nothingChanged;
  return action === 'replay' ? deadLetterSays.replayed(count) : deadLetterSays.discarded(count);
}
