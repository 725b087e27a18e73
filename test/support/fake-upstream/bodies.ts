// OpenAI's bodies: the order of the fields and the nulls are those of api.openai.com in 2026.
import type { Piece } from './behaviour.ts';

export type ChatAsked = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
};

export type FakeModel = { readonly id: string; readonly created?: number; readonly contextLength?: number };

/** The name and the time that every chunk of one answer repeats. */
export type AnswerHead = { readonly id: string; readonly model: string };

const created = 1_764_000_000;

export function modelsBody(models: readonly FakeModel[]): object {
  return {
    object: 'list',
    data: models.map((model) => ({
      id: model.id,
      object: 'model',
      created: model.created ?? created,
      owned_by: 'fake',
      ...(model.contextLength === undefined ? {} : { context_length: model.contextLength }),
    })),
  };
}

/** One event's JSON. `usage`: JSON text of the member; null: no such member. */
export function chunk(
  head: AnswerHead,
  { delta, finish = null, usage = null }: { delta: object; finish?: string | null; usage?: string | null },
): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return withUsage({ ...opening(head, 'chat.completion.chunk'), choices }, usage);
}

/** The chunk that tells the use and has no choice. */
export function usageChunk(head: AnswerHead, usage: string): string {
  return withUsage({ ...opening(head, 'chat.completion.chunk'), choices: [] }, usage);
}

export function wholeBody(
  head: AnswerHead,
  pieces: readonly Piece[],
  { finish, usage }: { readonly finish: string; readonly usage: string | null },
): string {
  const thoughts = textOf(pieces, 'thought');
  const refusal = textOf(pieces, 'refusal');
  const calls = toolCalls(pieces);
  const text = textOf(pieces, 'text');
  const message = {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
    refusal: refusal === '' ? null : refusal,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return withUsage({ ...opening(head, 'chat.completion'), choices }, usage);
}

export function deltaOf(piece: Exclude<Piece, { readonly kind: 'event' | 'comment' }>): object {
  switch (piece.kind) {
    case 'text':
      return { content: piece.text };
    case 'thought':
      return { reasoning_content: piece.text };
    case 'refusal':
      return { refusal: piece.text };
    case 'tool': {
      const { index, id, name, arguments: part = '' } = piece;
      if (id === undefined) return { tool_calls: [{ index, function: { arguments: part } }] };
      return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: part } }] };
    }
  }
}

/** One token for each word of the question and each piece of the answer, and the end token. */
export function trueUsage(asked: ChatAsked, pieces: readonly Piece[]): string {
  const prompt = promptTokens(asked);
  const completion = pieces.filter(({ kind }) => kind !== 'comment').length + 1;
  const reasoning = pieces.filter(({ kind }) => kind === 'thought').length;
  return JSON.stringify({
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  });
}

export function promptTokens({ messages }: ChatAsked): number {
  return messages.flatMap(({ content }) => wordsIn(content)).length;
}

function wordsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return content.split(/\s+/).filter((word) => word !== '');
  return Array.isArray(content) ? content.flatMap((part) => wordsIn(memberOf(part, 'text'))) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function opening(head: AnswerHead, object: string): object {
  return { id: head.id, object, created, model: head.model, system_fingerprint: null };
}

function withUsage(body: object, usage: string | null): string {
  const text = JSON.stringify(body);
  return usage === null ? text : `${text.slice(0, -1)},"usage":${usage}}`;
}

function textOf(pieces: readonly Piece[], kind: 'text' | 'thought' | 'refusal'): string {
  return pieces.map((piece) => (piece.kind === kind && 'text' in piece ? piece.text : '')).join('');
}

function toolCalls(pieces: readonly Piece[]): readonly object[] {
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  for (const piece of pieces) {
    if (piece.kind !== 'tool') continue;
    const call = calls.get(piece.index) ?? { id: piece.id ?? '', name: piece.name ?? '', arguments: '' };
    call.arguments += piece.arguments ?? '';
    calls.set(piece.index, call);
  }
  return [...calls.values()].map(({ id, ...called }) => ({ id, type: 'function', function: called }));
}
