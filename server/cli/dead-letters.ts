// The operator's command for dead letters: list them, try them again, or discard them.
import { z } from 'zod';
import { loadSettings } from '../settings/config.ts';
import { Box, type DeadLetter, LetterId } from '../contract/letters/dead-letters.ts';
import type { Voice } from './by-hand.ts';
import { withLedger } from './open-ledger.ts';
import type { LetterChanged } from '../usecases/letters/keep-dead-letters.ts';
import type { Refused } from '../usecases/refusal.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { Usecases } from '../usecases/create-usecases.ts';

const Wish = z
  .object({
    action: z.enum(['list', 'replay', 'discard'], 'Say what to do: list, replay or discard'),
    box: Box.optional(),
    id: z
      .string()
      .regex(/^[1-9]\d{0,14}$/, '--id must be a number from the list')
      .transform((text) => LetterId.parse(text))
      .optional(),
    all: z.literal(true).optional(),
    reason: z.string().trim().min(1, '--reason must not be empty').max(500, '--reason is too long').optional(),
  })
  .superRefine(({ action, box, id, all, reason }, context) => {
    const wrong = (message: string) => context.addIssue({ code: 'custom', message });
    if (action === 'list') return;
    if (box === undefined) wrong('--box is missing: inbox or outbox');
    if ((id === undefined) === (all === undefined)) wrong('Name one letter by --id, or all of the box by --all');
    if (action === 'discard' && reason === undefined) wrong('--reason is missing: why it may be let be');
  });
type Wish = z.infer<typeof Wish>;

type Book = Usecases['deadLetters'];

export async function deadLetters(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  { say, complain }: Voice,
): Promise<number> {
  const parsed = Wish.safeParse(values);
  if (!parsed.success) return complain(parsed.error.issues.map((issue) => `${issue.message}.`).join('\n'));
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
  const lines = pages.flatMap(({ letters }) => letters.map(lineOf));
  const total = boxes.reduce((sum, box) => sum + counts[box], 0);
  if (total === 0) return 'There are no dead letters.';
  return [...lines, ...(total > lines.length ? [`… and ${total - lines.length} older ones.`] : [])].join('\n');
}

function lineOf(letter: DeadLetter): string {
  const whose = letter.box === 'inbox' ? letter.provider : `${letter.outlet}, ${letter.subject}`;
  const died = new Date(letter.died_at).toISOString();
  return `${letter.box} ${letter.id}  ${died}  ${letter.event_type} (${whose}) after ${letter.attempts} tries: ${letter.note ?? 'no reason given'}`;
}

/** The list of a box is read first; letters that die meanwhile are left alone. */
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
  if (count === 0) return 'Nothing changed: it was done before, or there is no such letter.';
  const letters = count === 1 ? 'One letter' : `${count.toLocaleString('en')} letters`;
  return action === 'replay'
    ? `${letters} will be tried again as soon as the server runs.`
    : `${letters} discarded. The rows stay, with the reason.`;
}
