// What a client saw of an answer, read by JSON.parse and nothing of the server's.
export type Usage = { readonly prompt: number; readonly completion: number };

export type Seen = {
  /** null: no head came. */
  readonly status: number | null;
  /** Events with a chunk; of a whole answer 1. */
  readonly events: number;
  /** UTF-8 bytes of all words, thoughts, refusals and calls. */
  readonly outputBytes: number;
  /** The last use that can be true. */
  readonly usage: Usage | null;
  /** What the answer says that it cost; null: nothing. */
  readonly toldCharge: number | null;
};

export const nothingSeen: Seen = { status: null, events: 0, outputBytes: 0, usage: null, toldCharge: null };

const charge = ': charge ';

/** `text`: all that came of the stream, cut anywhere. */
export function seenInStream(text: string): Seen {
  const whole = text.split(/\r\n\r\n|\n\n/).slice(0, -1);
  return whole.reduce<Seen>(
    (seen, event) => {
      if (event.startsWith(charge)) return { ...seen, toldCharge: chargedIn(event.slice(charge.length)) };
      if (!event.startsWith('data: {')) return seen;
      return withChunk(seen, JSON.parse(event.slice('data: '.length)), 'delta');
    },
    { ...nothingSeen, status: 200 },
  );
}

export function seenWhole(text: string, charged: string | null): Seen {
  const seen = withChunk({ ...nothingSeen, status: 200 }, JSON.parse(text), 'message');
  return { ...seen, toldCharge: charged === null ? null : Number(charged) };
}

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a service may have sent, looked at as a client would
function withChunk(seen: Seen, chunk: any, part: 'delta' | 'message'): Seen {
  const said = chunk.choices?.[0]?.[part] ?? {};
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  const calls: readonly any[] = said.tool_calls ?? [];
  const texts = [
    said.content,
    said.refusal,
    said.reasoning_content,
    ...calls.flatMap((call) => [call.function?.name, call.function?.arguments]),
  ];
  const bytes = texts.reduce((sum: number, text) => sum + Buffer.byteLength(text ?? ''), 0);
  const usage = believed(chunk.usage) ?? seen.usage;
  return { ...seen, events: seen.events + 1, outputBytes: seen.outputBytes + bytes, usage };
}

/** Whole numbers, not below zero, not all zero, and no more than any model could read or write. */
export function believed(usage: unknown): Usage | null {
  if (typeof usage !== 'object' || usage === null) return null;
  const prompt: unknown = Reflect.get(usage, 'prompt_tokens');
  const completion: unknown = Reflect.get(usage, 'completion_tokens');
  if (typeof prompt !== 'number' || typeof completion !== 'number') return null;
  const areTrue = [prompt, completion].every((count) => Number.isSafeInteger(count) && count >= 0 && count <= 1e8);
  return areTrue && prompt + completion > 0 ? { prompt, completion } : null;
}

function chargedIn(json: string): number {
  const told: { readonly captured_microcredits: number } = JSON.parse(json);
  return told.captured_microcredits;
}
