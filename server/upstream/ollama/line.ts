// One line of Ollama's answer (API of 0.24): a piece of the message, or the end with its counts.
import { isUtf8 } from 'node:buffer';
import { hasRepeatedKey } from '../repeated-keys.ts';
import { errorIn, isRecord, jsonIn, type SaidError } from '../said.ts';
import { type ReportedUsage, UpstreamFailed } from '../upstream.ts';
import { usageIn } from '../usage.ts';

export type ToolCall = { readonly id: string | null; readonly name: string; readonly arguments: string };

export type Line =
  | { readonly kind: 'error'; readonly error: SaidError }
  | {
      readonly kind: 'piece';
      readonly text: string;
      readonly thoughts: string;
      readonly calls: readonly ToolCall[];
      /** null: more follows. */
      readonly end: { readonly reason: string; readonly usage: ReportedUsage | null } | null;
    };

/** Throws UpstreamFailed for what is not a line of Ollama's. */
export function readLine(bytes: Buffer): Line {
  const text = bytes.toString();
  const value = isUtf8(bytes) ? jsonIn(text) : undefined;
  const error = errorIn(value);
  if (error !== null) return { kind: 'error', error };
  if (!isRecord(value) || typeof value['done'] !== 'boolean')
    throw new UpstreamFailed('unreadable', 'a line is not Ollama’s');
  if (value['done'] && hasRepeatedKey(text)) throw new UpstreamFailed('unreadable', 'a line repeats a key');
  const message = isRecord(value['message']) ? value['message'] : {};
  return {
    kind: 'piece',
    text: textOf(message['content']),
    thoughts: textOf(message['thinking']),
    calls: callsIn(message['tool_calls']),
    end: value['done'] ? endOf(value) : null,
  };
}

/** Go leaves out a count of zero. Without a count of the prompt nothing is told: there is no empty prompt. */
function endOf(value: Readonly<Record<string, unknown>>): Extract<Line, { readonly kind: 'piece' }>['end'] {
  const { prompt_eval_count: prompt, eval_count: completion = 0, done_reason: reason } = value;
  return { reason: textOf(reason), usage: usageIn({ prompt_tokens: prompt, completion_tokens: completion }) };
}

function callsIn(calls: unknown): readonly ToolCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call: unknown) => {
    const called = isRecord(call) ? call['function'] : null;
    if (!isRecord(called) || typeof called['name'] !== 'string')
      throw new UpstreamFailed('unreadable', 'a tool call has no name');
    const id = isRecord(call) && typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : null;
    return [{ id, name: called['name'], arguments: JSON.stringify(called['arguments'] ?? {}) }];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
