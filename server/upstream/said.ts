// What an upstream says about a request, as text that may be shown and logged: bounded, in one line, and without a key.

const saidCharsMax = 500;

/** `keys` were sent with the request and are struck out, as is all else that looks like a key. */
export function saidOf(text: string, keys: readonly (string | null)[]): string {
  const struck = keys.reduce<string>(
    (left, key) => (key === null || key === '' ? left : left.replaceAll(key, '…')),
    text,
  );
  const line = struck
    .replaceAll(/\b(?:sk|rk|pk)-[\w*.-]{4,}/g, '…')
    .replaceAll(/\bbearer\s+\S+/gi, '…')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
  return line.length <= saidCharsMax ? line : `${line.slice(0, saidCharsMax - 1).toWellFormed()}…`;
}

/** The words in an error as OpenAI, vLLM, LiteLLM, FastAPI and Ollama write it; null: there are none. */
export function errorIn(body: unknown): SaidError | null {
  if (!isRecord(body)) return null;
  const { error, object, detail } = body;
  if (isRecord(error)) return { message: textOf(error['message']), type: textOf(error['type']), code: error['code'] };
  if (typeof error === 'string') return { message: error, type: '', code: null };
  if (error === undefined || error === null) {
    if (object === 'error') return { message: textOf(body['message']), type: textOf(body['type']), code: body['code'] };
    return detail === undefined || detail === null
      ? null
      : { message: typeof detail === 'string' ? detail : JSON.stringify(detail), type: '', code: null };
  }
  return { message: JSON.stringify(error), type: '', code: null };
}

export type SaidError = { readonly message: string; readonly type: string; readonly code: unknown };

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** undefined: it is not JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
