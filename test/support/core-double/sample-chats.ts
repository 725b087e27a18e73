// Chats to look at: a few that read like real ones, and one of a thousand messages.
import { firstOllama, ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, AnswerState, Chat, Message, UserMessage } from '../../../src/preload/contract/message.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const sampleModel = 'gemma3:4b';

/** The nth id of a kind, the same in every run. */
export function sampleId(area: number, n: number): string {
  return `0192${String(area).padStart(4, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export type Line = {
  readonly question: string;
  readonly answer: string;
  readonly thinking?: string;
  readonly state?: AnswerState;
};

export function makeChat(n: number, title: string, updatedAt: number, lines: readonly Line[]): Chat {
  const chatId = ChatId.parse(sampleId(1, n));
  const messages: Message[] = [];
  let parentId: MessageId | null = null;
  lines.forEach((line, i) => {
    const createdAt = updatedAt - (lines.length - i) * 60_000;
    const question: UserMessage = {
      role: 'user',
      id: MessageId.parse(sampleId(n + 10, i * 2)),
      chatId,
      parentId,
      parts: textParts(line.question),
      createdAt,
    };
    const answer = makeAnswer(n, i, question, line);
    messages.push(question, answer);
    parentId = answer.id;
  });
  return {
    summary: {
      id: chatId,
      title,
      model: sampleModel,
      venue: 'local',
      ollama: firstOllama,
      sharedWith: null,
      activeRunId: null,
      createdAt: updatedAt - hourMs,
      updatedAt,
    },
    messages,
    leafId: parentId,
  };
}

function makeAnswer(n: number, i: number, question: UserMessage, line: Line): AnswerMessage {
  const state: AnswerState = line.state ?? { kind: 'done', reason: 'stop' };
  const isUnpaid = state.kind === 'refused' || state.kind === 'failed';
  const tokens = Math.ceil(line.answer.length / 4);
  return {
    role: 'assistant',
    id: MessageId.parse(sampleId(n + 10, i * 2 + 1)),
    runId: RunId.parse(sampleId(n + 5000, i)),
    chatId: question.chatId,
    parentId: question.id,
    parts: [
      ...(line.thinking === undefined ? [] : [{ kind: 'thinking' as const, text: line.thinking, ms: null }]),
      ...textParts(line.answer),
    ],
    model: sampleModel,
    place: 'this_computer',
    host: null,
    firstTokenMs: null,
    ollama: null,
    notes: [],
    createdAt: question.createdAt + 1_000,
    state,
    counts: isUnpaid
      ? null
      : {
          promptTokens: 180,
          completionTokens: tokens,
          totalNs: tokens * 21e6,
          loadNs: 12e6,
          promptNs: 90e6,
          completionNs: tokens * 20e6,
        },
    charge: isUnpaid ? { kind: 'released' } : { kind: 'captured', source: 'free', microcredits: 0 },
  };
}

export const leapYear: Line = {
  question: 'Write a TypeScript function that says whether a year is a leap year, and explain the rule.',
  answer: [
    'A year is a leap year when it divides by four, except for centuries, which must divide by four hundred.',
    '',
    '```ts',
    'export function isLeapYear(year: number): boolean {',
    '  if (year % 400 === 0) return true;',
    '  if (year % 100 === 0) return false;',
    '  return year % 4 === 0;',
    '}',
    '```',
    '',
    '| year | leap? | why |',
    '| --- | --- | --- |',
    '| 2024 | yes | divides by 4 |',
    '| 1900 | no | a century that does not divide by 400 |',
    '| 2000 | yes | a century that does |',
    '',
    'The order of the tests matters: **the rarest rule comes first**, so that each line needs no `else`.',
  ].join('\n'),
};

export const tallySticks: Line = {
  question: 'What was a tally stick, and why was it split in two?',
  answer: [
    'A tally stick recorded a debt in wood. Notches across its width stood for the amount; then the stick was split along its length, through every notch.',
    '',
    'Each side kept one half:',
    '',
    '1. The **stock** stayed with the one who had lent.',
    '2. The **foil** went to the one who owed.',
    '',
    'Neither could add or remove a notch alone, for the halves would no longer meet. The English Exchequer accepted tallies until 1826.',
  ].join('\n'),
};

export function sampleChats(now: number): Chat[] {
  const chat = (n: number, title: string, agoMs: number, ...lines: Line[]): Chat =>
    makeChat(n, title, now - agoMs, lines.length === 0 ? [plain(title)] : lines);
  return [
    chat(1, 'Leap years in TypeScript', 4 * 60_000, leapYear),
    chat(2, 'What a tally stick was', 40 * 60_000, tallySticks, leapYear),
    chat(3, 'Names for a small grey cat', 3 * hourMs),
    chat(4, 'A letter to the landlord about the heating', dayMs + hourMs),
    chat(5, 'Bread without kneading', dayMs + 5 * hourMs),
    chat(6, 'Postgres index that is never used', 3 * dayMs),
    chat(7, 'Trip to Trieste in April', 5 * dayMs),
    chat(8, 'Explain the Doppler effect to a nine-year-old', 12 * dayMs),
    chat(9, 'Regular expression for ISO dates, and why one should not', 20 * dayMs),
    chat(10, 'Reading list on the history of money', 70 * dayMs),
  ];
}

/** `count` messages, half questions, half answers. */
export function longChat(now: number, count: number): Chat {
  const lines = Array.from({ length: count / 2 }, (_, i): Line => {
    const sample = i % 2 === 0 ? leapYear : tallySticks;
    return { question: `${i + 1}. ${sample.question}`, answer: sample.answer };
  });
  return makeChat(20, 'A very long conversation', now - 1_000, lines);
}

function plain(title: string): Line {
  return { question: title, answer: `Here is a short answer about “${title}”.` };
}
