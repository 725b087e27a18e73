// One HTTP conversation with a BTCPay Server: timed, bounded, without redirects, and with a key that nothing here repeats.
import { Agent } from 'undici';
import type { z } from 'zod';
import { RailUnavailable } from '../rail.ts';
import { Refusal } from './shapes.ts';

export type GreenfieldOptions = {
  /** The server's address; it may end in a path. */
  readonly url: string;
  readonly apiKey: string;
};

export type Greenfield = {
  /** `path` begins after /api/v1/. Throws RailUnavailable unless a 200 came with what `shape` describes. */
  get<Shape extends z.ZodType>(path: string, shape: Shape, signal: AbortSignal): Promise<z.output<Shape>>;
  post<Shape extends z.ZodType>(
    path: string,
    sent: { readonly body: unknown; readonly shape: Shape },
    signal: AbortSignal,
  ): Promise<z.output<Shape>>;
  /** May be called twice. */
  close(): Promise<void>;
};

type Refused = { readonly code: string; readonly reason: string | null };

/**
 * BTCPay Server answered, and not with 200. `codes`: its code for the reason, or the names of the fields that it did not take.
 * `reasons`: the same in its own words.
 */
export class GreenfieldRefused extends RailUnavailable {
  readonly status: number;
  readonly codes: readonly string[];
  readonly reasons: readonly string[];
  constructor(status: number, question: string, refused: readonly Refused[]) {
    super(`BTCPay Server answered ${status} to ${question}`);
    this.status = status;
    this.codes = refused.map(({ code }) => code);
    this.reasons = refused.map(({ code, reason }) => reason ?? code);
  }
}

const timeoutMs = 10_000;
/** A store's pull payments come in one piece, at some 600 bytes each. */
const answerBytesMax = 16 * 1024 * 1024;

export function connectGreenfield({ url, apiKey }: GreenfieldOptions): Greenfield {
  const base = new URL(`${url.replace(/\/+$/, '')}/api/v1/`);
  const agent = new Agent({
    connect: { timeout: 5_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: 16,
    maxResponseSize: answerBytesMax,
  });

  async function ask<Shape extends z.ZodType>(
    question: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: unknown },
    shape: Shape,
    signal: AbortSignal,
  ): Promise<z.output<Shape>> {
    const { method, path, body } = question;
    const target = new URL(path, base);
    const name = `${method} ${target.pathname}`;
    const { status, text } = await exchange(target, { method, body, signal, name });
    if (status !== 200) throw new GreenfieldRefused(status, name, Refusal.safeParse(parseJson(text)).data ?? []);
    const parsed = shape.safeParse(parseJson(text));
    if (!parsed.success) throw new RailUnavailable(`BTCPay Server answered ${name} with something unexpected`);
    return parsed.data;
  }

  async function exchange(
    target: URL,
    asked: {
      readonly method: 'GET' | 'POST';
      readonly body: unknown;
      readonly signal: AbortSignal;
      readonly name: string;
    },
  ): Promise<{ readonly status: number; readonly text: string }> {
    const { method, body, signal, name } = asked;
    try {
      const answer = await agent.request({
        origin: target.origin,
        path: `${target.pathname}${target.search}`,
        method,
        headers: {
          authorization: `token ${apiKey}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    } catch (error) {
      // The original stays out of it: what a socket says may hold the request, and the request holds the key.
      throw new RailUnavailable(`BTCPay Server did not answer ${name} (${codeOf(error)})`);
    }
  }

  return {
    get: (path, shape, signal) => ask({ method: 'GET', path }, shape, signal),
    post: (path, { body, shape }, signal) => ask({ method: 'POST', path, body }, shape, signal),
    close: () => (agent.destroyed ? Promise.resolve() : agent.destroy()),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
