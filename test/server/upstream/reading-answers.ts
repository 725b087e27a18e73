// Reads answers of an upstream as a client does.
import type { ChatRequest } from '../../../server/contract/hosted/chat-request.ts';
import { type UpstreamAnswer, type UpstreamAsk, UpstreamFailed } from '../../../server/upstream/upstream.ts';

export function asking(model: string, more: Partial<ChatRequest> = {}, about: Partial<UpstreamAsk> = {}): UpstreamAsk {
  const request: ChatRequest = {
    model,
    messages: [{ role: 'user', content: 'Count two words' }],
    stream: true,
    ...more,
  };
  return { wantsUsage: false, ownKey: null, asker: 'somebody', ...about, request };
}

export function streamOf(answer: UpstreamAnswer): Extract<UpstreamAnswer, { readonly kind: 'stream' }> {
  if (answer.kind !== 'stream') throw new Error(`a stream was expected, and ${JSON.stringify(answer)} came`);
  return answer;
}

export function wholeOf(answer: UpstreamAnswer): Extract<UpstreamAnswer, { readonly kind: 'whole' }> {
  if (answer.kind !== 'whole') throw new Error(`a whole answer was expected, and ${JSON.stringify(answer)} came`);
  return answer;
}

/** All that passes, and the failure at the end; null: none. */
export async function drain(
  events: AsyncIterable<Uint8Array>,
): Promise<{ readonly text: string; readonly failure: unknown }> {
  let text = '';
  try {
    for await (const bytes of events) text += Buffer.from(bytes).toString();
    return { text, failure: null };
  } catch (failure) {
    return { text, failure };
  }
}

type Delta = { readonly content?: string; readonly reasoning_content?: string };

/** The JSON of each event but the last, [DONE]. */
export function chunksIn(text: string): readonly {
  readonly choices: readonly { readonly delta: Delta; readonly finish_reason?: string | null }[];
  readonly usage?: unknown;
}[] {
  return text
    .split(/\r?\n\r?\n/)
    .filter((event) => event.startsWith('data: ') && event !== 'data: [DONE]')
    .map((event) => JSON.parse(event.slice('data: '.length)));
}

export function wordsIn(text: string): string {
  return chunksIn(text)
    .flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? ''))
    .join('');
}

export async function failureOf(work: Promise<unknown>): Promise<UpstreamFailed> {
  const failed = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failed instanceof UpstreamFailed)) throw new Error('a failure of the upstream was expected', { cause: failed });
  return failed;
}
