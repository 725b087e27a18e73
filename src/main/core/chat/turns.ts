// What a model is sent: the path from the top of the chat to the question. Pure.
import type { ContextState, ContextSummary } from '../../../preload/contract/context.ts';
import { viewOf } from '../../../preload/contract/context-view.ts';
import type { Message } from '../../../preload/contract/message.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import type { Turn } from '../ports.ts';
import { systemWords } from '../system-words.ts';

/**
 * Answers that say nothing a model could build on are left out: the empty, the failed and the refused. Their questions stay, and
 * are joined with the next one: many models' templates take no two turns of one role in a row.
 */
export function turnsOf(
  path: readonly Message[],
  systemPrompt: string,
  context: ContextState = nothingLeftOut,
): readonly Turn[] {
  const { summary, sent } = viewOf(path, context);
  const told = [systemPrompt, summary === null ? '' : insteadOf(summary)].filter((text) => text.trim() !== '');
  const turns: Turn[] = told.length === 0 ? [] : [{ role: 'system', text: told.join('\n\n') }];
  for (const { role, parts } of sent.filter(isSpoken)) {
    const text = textOf(parts);
    const last = turns.at(-1);
    if (last?.role === role) turns.splice(-1, 1, { role, text: `${last.text}\n\n${text}` });
    else turns.push({ role, text });
  }
  return turns;
}

const nothingLeftOut: ContextState = { leftOut: [], summaries: [], changedAt: 0 };

function insteadOf({ kind, text }: ContextSummary): string {
  const { summaryIs, turnsAre } = systemWords().prompts;
  return kind === 'summary' ? summaryIs(text) : turnsAre(text);
}

function isSpoken(message: Message): boolean {
  if (message.role === 'user') return true;
  if (!hasVisibleWord(textOf(message.parts))) return false;
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

/** Where the model gave no count: about four characters a token, and a few for each turn's frame. */
export function estimateTokens(turns: readonly Turn[]): number {
  return turns.reduce((sum, turn) => sum + Math.ceil(turn.text.length / 4) + 4, 0);
}
