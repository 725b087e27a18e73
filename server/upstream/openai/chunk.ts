// What one chunk of a streamed answer, or a whole answer, says that money depends on.
import { errorIn, isRecord, type SaidError } from '../said.ts';
import type { ReportedUsage } from '../upstream.ts';
import { usageIn } from '../usage.ts';

export type Chunk = {
  /** UTF-8 bytes of all that a reader gets to see or to run. */
  readonly outputBytes: number;
  readonly finish: string | null;
  readonly usage: ReportedUsage | null;
  /** It has the member, whatever that holds. */
  readonly namesUsage: boolean;
  /** It tells the use and brings nothing else: services send it because the use was asked for. */
  readonly isUsageOnly: boolean;
  readonly error: SaidError | null;
};

/** `part`: where the words are, `delta` in a stream and `message` in a whole answer. null: it is not what such a service sends. */
export function readChunk(value: unknown, part: 'delta' | 'message'): Chunk | null {
  if (!isRecord(value)) return null;
  const error = errorIn(value);
  if (error !== null) return { ...silence, error };
  const { usage } = value;
  // Some services leave the choices out where there are none.
  const choices = part === 'delta' && isRecord(usage) ? (value['choices'] ?? []) : value['choices'];
  if (!Array.isArray(choices)) return null;
  let outputBytes = 0;
  let finish: string | null = null;
  for (const choice of choices) {
    if (!isRecord(choice)) return null;
    outputBytes += bytesOf(choice[part]);
    const { finish_reason: reason } = choice;
    if (typeof reason === 'string') finish = reason;
  }
  return {
    outputBytes,
    finish,
    usage: usageIn(usage),
    namesUsage: usage !== undefined,
    isUsageOnly: usage !== undefined && usage !== null && choices.every((choice) => saysNothing(choice, part)),
    error: finish === 'error' ? { message: 'the answer ended in an error', type: '', code: null } : null,
  };
}

const silence: Chunk = {
  outputBytes: 0,
  finish: null,
  usage: null,
  namesUsage: false,
  isUsageOnly: false,
  error: null,
};

/** LiteLLM puts such a choice beside the use, where OpenAI has none. */
function saysNothing(choice: unknown, part: 'delta' | 'message'): boolean {
  if (!isRecord(choice) || (choice['finish_reason'] ?? null) !== null) return false;
  const said = choice[part];
  return isRecord(said) && Object.keys(said).length === 0;
}

function bytesOf(said: unknown): number {
  if (!isRecord(said)) return 0;
  // Some services say the same thoughts under both names.
  const thoughts = Math.max(lengthOf(said['reasoning_content']), lengthOf(said['reasoning']));
  const calls = Array.isArray(said['tool_calls']) ? said['tool_calls'] : [];
  return (
    lengthOf(said['content']) +
    lengthOf(said['refusal']) +
    thoughts +
    calledBytes(said['function_call']) +
    calls.reduce<number>((sum, call) => sum + (isRecord(call) ? calledBytes(call['function']) : 0), 0)
  );
}

function calledBytes(called: unknown): number {
  return isRecord(called) ? lengthOf(called['name']) + lengthOf(called['arguments']) : 0;
}

function lengthOf(text: unknown): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : 0;
}
