// Reads a streamed answer piece by piece, as a client that may leave at any moment.

export type Reading = {
  readonly headers: Headers;
  readonly status: number;
  /** The next piece; empty at the end. */
  next(): Promise<string>;
  /** All that is still to come. */
  rest(): Promise<string>;
  leave(): void;
};

type Asked = {
  readonly as: string;
  readonly key: string;
  readonly body: object;
  readonly signal?: AbortSignal;
  readonly path?: string;
};

/** Resolves when the head of the answer is there. */
export async function openStream(
  url: string,
  { as, key, body, signal, path = '/v1/chat/completions' }: Asked,
): Promise<Reading> {
  const leaving = new AbortController();
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'Hi' }], stream: true, ...body }),
    signal: signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]),
  });
  const reader = (answer.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  const next = async (): Promise<string> => {
    const { value, done } = await reader.read();
    return done ? '' : decoder.decode(value, { stream: true });
  };
  return {
    headers: answer.headers,
    status: answer.status,
    next,
    async rest() {
      let text = '';
      for (let piece = await next(); piece !== ''; piece = await next()) text += piece;
      return text;
    },
    leave: () => leaving.abort(),
  };
}
