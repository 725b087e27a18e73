// From what went wrong between us and Ollama to the one code of the closed list that says what to do next.
import { errors } from 'undici';
import { CodedFailure } from '../coded-failure.ts';
import { isLoopback } from './address.ts';
import { ErrorBody, readJson } from './wire.ts';
import type { z } from 'zod';

/** Ollama's and its runners' ways of saying that memory ran out (llm/server.go, runner, ggml; as of 0.24). */
const outOfMemory =
  /more system memory|out of memory|insufficient memory|cannot allocate memory|(?:failed|unable) to (?:allocate|commit)|memory layout cannot be allocated|std::bad_alloc|signal: killed/i;

/** Ollama's, its cloud's and llama.cpp's ways of saying that a chat is longer than the model's window. */
const contextFull =
  /(?:exceed|too (?:long|large)|larger than|longer than)[^\n]*context[ _-]?(?:length|size|window)|context[ _-]?(?:length|size|window)[^\n]*(?:exceed|is \d|too (?:small|short))|prompt (?:is )?too long/i;
const cannotChat = /does not support (?:chat|generat|completion)/i;
const busy = /server (?:is )?(?:busy|overloaded)|maximum pending requests/i;

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

/** A request that got no answer, or an answer that ended too early. */
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
  if (code === 'ECONNREFUSED') return new CodedFailure('ollama_refused', { detail, canRetry: true, cause: error });
  if (unreachable.has(code)) return new CodedFailure('ollama_unreachable', { detail, canRetry: true, cause: error });
  if (notHttp.test(code)) return new CodedFailure('ollama_wrong_address', { detail, canRetry: false, cause: error });
  return new CodedFailure('ollama_cut', { detail, canRetry: true, cause: error });
}

type Answer = {
  readonly status: number;
  /** The header. */
  readonly location: string | string[] | undefined;
  /** As far as it was read. */
  readonly body: string;
};

/** An HTTP answer that is not 200. */
export function tellStatus({ status, location, body }: Answer): CodedFailure {
  const said = ErrorBody.safeParse(readJson(body));
  const detail = said.success ? said.data.error : plainWords(status, body);
  if (status >= 300 && status < 400)
    return new CodedFailure('ollama_redirected', { detail: redirection(status, location), canRetry: false });
  if (status === 413) return new CodedFailure('ollama_request_too_large', { detail, canRetry: false });
  if (status === 429) return new CodedFailure('ollama_busy', { detail, canRetry: true });
  if (!said.success) return tellForeign(status, detail);
  if (status === 401 && said.data.signin_url === undefined)
    return new CodedFailure('ollama_unauthorized', { detail, canRetry: false });
  if (status === 404 && detail.includes('not found'))
    return new CodedFailure('ollama_model_missing', { detail, canRetry: false });
  if (status === 503) return new CodedFailure('ollama_busy', { detail, canRetry: true });
  return tellSaid(said.data, status >= 500);
}

/** A status without Ollama's own words: a proxy in between, or something else altogether. */
function tellForeign(status: number, detail: string): CodedFailure {
  if (status === 401) return new CodedFailure('ollama_unauthorized', { detail, canRetry: false });
  if ([403, 407].includes(status)) return new CodedFailure('ollama_forbidden', { detail, canRetry: false });
  const isGateway = status === 408 || status > 501;
  if (isGateway) return new CodedFailure('ollama_gateway', { detail, canRetry: true });
  if (status === 500) return new CodedFailure('ollama_error', { detail, canRetry: true });
  return new CodedFailure('ollama_wrong_address', { detail, canRetry: false });
}

/** What Ollama says went wrong, in a body or in the middle of an answer. */
export function tellSaid({ error, signin_url }: z.infer<typeof ErrorBody>, canRetry: boolean): CodedFailure {
  if (signin_url !== undefined)
    return new CodedFailure('ollama_sign_in', { detail: error, canRetry: true, signInUrl: signin_url });
  if (outOfMemory.test(error)) return new CodedFailure('ollama_out_of_memory', { detail: error, canRetry: true });
  if (contextFull.test(error)) return new CodedFailure('ollama_context_full', { detail: error, canRetry: false });
  if (cannotChat.test(error)) return new CodedFailure('ollama_cannot_chat', { detail: error, canRetry: false });
  if (busy.test(error)) return new CodedFailure('ollama_busy', { detail: error, canRetry: true });
  return new CodedFailure('ollama_error', { detail: error, canRetry });
}

/** Where it leads, without what could be a secret in it. */
function redirection(status: number, location: string | string[] | undefined): string {
  const target = typeof location === 'string' ? location : '';
  if (!URL.canParse(target)) return `HTTP ${status}`;
  const { origin, pathname } = new URL(target);
  return `HTTP ${status} to ${origin}${pathname}`;
}

/** Something answered 200, but not as Ollama does. `body`: as far as it was read. */
export function tellStranger(body: string): CodedFailure {
  return new CodedFailure('ollama_wrong_address', { detail: plainWords(200, body), canRetry: false });
}

export function tellStalled(waitedMs: number): CodedFailure {
  return new CodedFailure('ollama_stalled', {
    waitedS: Math.round(waitedMs / 1000),
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
  if (error instanceof errors.HTTPParserError) return 'HPE_UNKNOWN';
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== '') ?? '';
  return codeOf(error.cause);
}

function wordsOf(error: unknown, code: string): string | null {
  if (!(error instanceof Error)) return null;
  if (error.message !== '') return error.message;
  return code === '' ? null : code;
}
