// What a model is sent: the path from the top of the chat to the question. Pure.
import type { ContextState, ContextSummary } from '../../../preload/contract/context.ts';
import { viewOf } from '../../../preload/contract/context-view.ts';
import type { Message } from '../../../preload/contract/message.ts';
import type { Part } from '../../../preload/contract/part.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { systemWords } from '../system-words.ts';
import type { FileContents, ToolRound, Turn, TurnImage } from '../ports.ts';
import { roundsOf } from '../tool-rounds.ts';
import { fileBlock } from './file-block.ts';

/** `context`: what the person has left out or summarised. */
type Told = { readonly systemPrompt: string; readonly contents: FileContents; readonly context?: ContextState };

/**
 * Answers that say nothing a model could build on are left out: the empty, the failed and the refused. Their questions stay, and
 * are joined with the next one: many models' templates take no two turns of one role in a row.
 */
export function turnsOf(
  path: readonly Message[],
  { systemPrompt, contents, context = nothingLeftOut }: Told,
): readonly Turn[] {
  const { summary, sent } = viewOf(path, context);
  const told = [systemPrompt, summary === null ? '' : insteadOf(summary)].filter((text) => text.trim() !== '');
  const turns: Turn[] = told.length === 0 ? [] : [{ role: 'system', text: told.join('\n\n') }];
  for (const { role, parts } of sent.filter(isSpoken)) {
    const turn = { role, ...spoken(parts, contents) };
    const last = turns.at(-1);
    if (last?.role === role && last.rounds === undefined && turn.rounds === undefined)
      turns.splice(-1, 1, joined(last, turn));
    else turns.push(turn);
  }
  return turns;
}

const nothingLeftOut: ContextState = { leftOut: [], summaries: [], changedAt: 0 };

function insteadOf({ kind, text }: ContextSummary): string {
  const { summaryIs, turnsAre } = systemWords().prompts;
  return kind === 'summary' ? summaryIs(text) : turnsAre(text);
}

/** Files as text, before the words that are about them. */
function spoken(parts: readonly Part[], contents: FileContents): Omit<Turn, 'role'> {
  const blocks = parts.flatMap((part) =>
    part.kind === 'file' ? [fileBlock(part.name, contents.text(part.fileId) ?? '')] : [],
  );
  const images = parts.flatMap((part): TurnImage[] => {
    const bytes = part.kind === 'image' ? contents.bytes(part.fileId) : null;
    if (part.kind !== 'image' || bytes === null) return [];
    return [{ mediaType: part.mediaType, base64: Buffer.from(bytes).toString('base64') }];
  });
  // What an earlier answer thought is not told again.
  const { rounds, text: words } = roundsOf(
    parts.filter(({ kind }) => kind !== 'thinking'),
    contents,
  );
  const text = [...blocks, words].filter((each) => each !== '').join('\n\n');
  return { text, ...(images.length === 0 ? {} : { images }), ...(rounds.length === 0 ? {} : { rounds }) };
}

function joined(first: Turn, second: Turn): Turn {
  const images = [...(first.images ?? []), ...(second.images ?? [])];
  const text = [first.text, second.text].filter((each) => each !== '').join('\n\n');
  return images.length === 0 ? { role: first.role, text } : { role: first.role, text, images };
}

function isSpoken(message: Message): boolean {
  if (message.role === 'user') return true;
  // What a tool has done is known to the model, though nothing was said of it.
  if (!hasVisibleWord(textOf(message.parts)) && !message.parts.some(({ kind }) => kind === 'tool_result')) return false;
  switch (message.state.kind) {
    case 'done':
    case 'stopped':
    case 'interrupted':
      return true;
    case 'streaming':
    case 'failed':
    case 'refused':
      return false;
  }
}

/** What an image comes to is up to the model: from some hundred tokens to more than a thousand. */
const imageTokens = 500;

/** Where the model gave no count: about four characters a token, and a few for each turn's frame. */
export function estimateTokens(turns: readonly Turn[]): number {
  return turns.reduce(
    (sum, { text, images = [], rounds = [] }) =>
      sum + tokensOf(text, images.length) + rounds.reduce((all, round) => all + tokensOfRound(round), 0),
    0,
  );
}

function tokensOf(text: string, images: number): number {
  return Math.ceil(text.length / 4) + 4 + images * imageTokens;
}

function tokensOfRound({ text, calls, results }: ToolRound): number {
  const given = results.reduce((sum, result) => sum + tokensOf(result.text, result.images.length), 0);
  return tokensOf(text + JSON.stringify(calls), 0) + given;
}
