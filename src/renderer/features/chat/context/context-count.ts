// How much of its window a chat takes: the model's own count where there is one, and an estimate of what came after. Pure.
import type { ContextState } from '../../../../preload/contract/context.ts';
import { viewOf } from '../../../../preload/contract/context-view.ts';
import type { Message } from '../../../../preload/contract/message.ts';
import type { Part } from '../../../../preload/contract/part.ts';
import { textOf } from '../../../../preload/contract/parts.ts';

/** `isExact`: the model counted all of it. */
export type Used = { readonly tokens: number; readonly isExact: boolean };

/** Tokens that a turn's frame takes. */
const frameTokens = 4;

/** A letter of Latin script is about a quarter of a token, one of Chinese, Japanese or Korean about one. */
export function estimateTokens(text: string): number {
  const dense = text.match(/[\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0;
  return Math.ceil((text.length - dense) / 4 + dense);
}

export function countUsed(path: readonly Message[], state: ContextState): Used {
  const place = path.findLastIndex((message) => isCounted(message, state.changedAt));
  const counted = path[place];
  const counts = counted?.role === 'assistant' ? counted.counts : null;
  const { summary, sent } = viewOf(path, state);
  // What is being written or asked now stands at the end, and is always sent.
  const rest = counts === null ? sent : path.slice(place + 1);
  const text = [
    ...(counts === null && summary !== null ? [summary.text] : []),
    ...rest.flatMap(({ parts }) => [textOf(parts), toolTextOf(parts)]),
  ];
  const estimate = text.reduce((sum, one) => sum + estimateTurn(one), 0);
  const known = counts === null ? 0 : counts.promptTokens + counts.completionTokens;
  return { tokens: known + estimate, isExact: estimate === 0 };
}

/** The same with what is written and not yet sent. */
export function withDraft(used: Used, draft: string): Used {
  const more = estimateTurn(draft);
  return { tokens: used.tokens + more, isExact: used.isExact && more === 0 };
}

function estimateTurn(text: string): number {
  return text === '' ? 0 : estimateTokens(text) + frameTokens;
}

/** What the models are told of calls and of what they gave. */
function toolTextOf(parts: readonly Part[]): string {
  const said = parts.map((part) => {
    if (part.kind === 'tool_call') return JSON.stringify(part.input);
    if (part.kind !== 'tool_result') return '';
    return part.content.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
  });
  return said.join('');
}

/** A count from before something was left out says nothing of what is sent now. */
function isCounted(message: Message, changedAt: number): boolean {
  return message.role === 'assistant' && message.counts !== null && message.createdAt > changedAt;
}

export type Turn = { readonly question: Message; readonly messages: readonly Message[] };

/** Questions with what was answered to them. */
export function turnsIn(path: readonly Message[]): readonly Turn[] {
  const turns: { question: Message; messages: Message[] }[] = [];
  for (const message of path) {
    if (message.role === 'user') turns.push({ question: message, messages: [message] });
    else turns.at(-1)?.messages.push(message);
  }
  return turns;
}
