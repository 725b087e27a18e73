// From what went wrong between us and Ollama to the one code of the closed list that says what to do next.
import { CodedFailure } from '../coded-failure.ts';
import { isLoopback } from './address.ts';
import { ErrorBody, readJson } from './wire.ts';

/** Ollama's and its runners' ways of saying that memory ran out (llm/server.go, runner, ggml; as of 0.24). */
const outOfMemory =
  /more system memory|out of memory|insufficient memory|cannot allocate memory|(?:failed|unable) to (?:allocate|commit)|memory layout cannot be allocated|std::bad_alloc|signal: killed/i;

const unreachable = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EACCES',
  'EPERM',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const notHttp = /^(?:HPE_|ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO)/;

/** A request that got no answer, or an answer that broke off. */
export async function tellBroken(
  error: unknown,
  place: { readonly address: URL; readonly isInstalled: () => Promise<boolean> },
): Promise<CodedFailure> {
  if (error instanceof CodedFailure) return error;
  const code = codeOf(error);
  const detail = wordsOf(error, code);
  if (code === 'ECONNREFUSED' && isLoopback(place.address)) {
    const isInstalled = await place.isInstalled();
    return new CodedFailure(isInstalled ? 'ollama_not_running' : 'ollama_not_installed', {
      detail,
      canRetry: true,
      cause: error,
    });
  }
  if (code === 'ECONNREFUSED' || unreachable.has(code))
    return new CodedFailure('ollama_refused', { detail, canRetry: true, cause: error });
  if (notHttp.test(code)) return new CodedFailure('ollama_wrong_address', { detail, canRetry: false, cause: error });
  return new CodedFailure('ollama_cut', { detail, canRetry: true, cause: error });
}

/** An HTTP answer that is not 200. `body`: as far as it was read. */
export function tellStatus(status: number, body: string): CodedFailure {
  const said = ErrorBody.safeParse(readJson(body));
  if (status === 403 || status === 407 || (status === 401 && !said.success)) {
    return new CodedFailure('ollama_forbidden', {
      detail: said.success ? said.data.error : plainWords(status, body),
      canRetry: false,
    });
  }
  if (!said.success)
    return new CodedFailure('ollama_wrong_address', { detail: plainWords(status, body), canRetry: status >= 500 });
  if (status === 404 && said.data.error.includes('not found'))
    return new CodedFailure('ollama_model_missing', { detail: said.data.error, canRetry: false });
  return tellMessage(said.data.error, status >= 500 || status === 429);
}

/** An error in Ollama's own words, in a body or in the middle of an answer. */
export function tellMessage(message: string, canRetry: boolean): CodedFailure {
  if (outOfMemory.test(message)) return new CodedFailure('ollama_out_of_memory', { detail: message, canRetry: true });
  return new CodedFailure('ollama_error', { detail: message, canRetry });
}

/** Something answered 200, but not as Ollama does. `body`: as far as it was read. */
export function tellStranger(body: string): CodedFailure {
  return new CodedFailure('ollama_wrong_address', { detail: plainWords(200, body), canRetry: false });
}

export function tellStalled(waitedMs: number): CodedFailure {
  return new CodedFailure('ollama_stalled', {
    detail: `Nothing came for ${Math.round(waitedMs / 1000)} seconds.`,
    canRetry: true,
  });
}

const bodyWordsMax = 200;

/** The beginning of a page or text without its markup, after the status it came with. */
function plainWords(status: number, body: string): string {
  const words = body
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? `HTTP ${status}` : `HTTP ${status}: ${words.slice(0, bodyWordsMax)}`;
}

/** Several addresses of one host fail together: the first that has a code speaks for them. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error.name === 'HTTPParserError') return 'HPE_UNKNOWN';
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== '') ?? '';
  return codeOf(error.cause);
}

function wordsOf(error: unknown, code: string): string | null {
  if (!(error instanceof Error)) return null;
  if (error.message !== '') return error.message;
  return code === '' ? null : code;
}
