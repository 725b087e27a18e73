// What Ollama's lines come to: the running tally of an answer, and its pieces in the form of OpenAI's clients. Thoughts go by the
// name `reasoning_content`, which DeepSeek, vLLM and LiteLLM use for them.
import { failureSaid, type Keys } from '../no.ts';
import type { AnswerTally, ReportedUsage } from '../upstream.ts';
import { readLine, type ToolCall } from './line.ts';

/** Of one answer, and the same in all of its events. */
export type AnswerHead = { readonly id: string; readonly created: number; readonly model: string };

type Call = { readonly index: number; readonly id: string; readonly type: 'function'; readonly function: object };

export type AnswerPiece = {
  readonly text: string;
  readonly thoughts: string;
  readonly calls: readonly Call[];
  /** Why the answer ended, as OpenAI names it; null: it goes on. */
  readonly finish: string | null;
};

export type Reading = {
  /** Throws UpstreamFailed. */
  read(line: Buffer): AnswerPiece;
  tally(): AnswerTally;
};

export function createReading({ id }: AnswerHead, keys: Keys): Reading {
  let tally: AnswerTally = { usage: null, outputBytes: 0, finish: null };
  let count = 0;

  function callOf({ id: own, name, arguments: text }: ToolCall): Call {
    const index = count;
    count += 1;
    const callId = own ?? `call_${id.replace(/^chatcmpl-/, '')}_${index}`;
    return { index, id: callId, type: 'function', function: { name, arguments: text } };
  }

  return {
    read(bytes) {
      const line = readLine(bytes);
      if (line.kind === 'error') throw failureSaid(line.error, keys);
      const calls = line.calls.map(callOf);
      const finish = line.end === null ? null : finishOf(line.end.reason, count > 0);
      const outputBytes = tally.outputBytes + bytesOf(line);
      tally = { outputBytes, finish, usage: line.end === null ? null : line.end.usage };
      return { text: line.text, thoughts: line.thoughts, calls, finish };
    },
    tally: () => tally,
  };
}

export function usageMember({ prompt, completion }: ReportedUsage): object {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Ollama's other reasons, such as load, are those of an answer without words. */
function finishOf(reason: string, hasCalls: boolean): string {
  if (reason === 'length') return 'length';
  return hasCalls ? 'tool_calls' : 'stop';
}

function bytesOf({
  text,
  thoughts,
  calls,
}: Omit<AnswerPiece, 'calls' | 'finish'> & { readonly calls: readonly ToolCall[] }) {
  const called = calls.reduce((sum, call) => sum + Buffer.byteLength(call.name) + Buffer.byteLength(call.arguments), 0);
  return Buffer.byteLength(text) + Buffer.byteLength(thoughts) + called;
}
