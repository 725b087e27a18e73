// One question to the fake, the memory that it is answered from, and how an answer goes out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.ts';
import { goJson, type FakeModel } from './bodies.ts';
import { setRunningHeaders } from './perform.ts';
import type { FakePull } from './fake-pull.ts';

export type ChatAsked = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly think?: unknown;
  readonly tools?: readonly unknown[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly truncate?: boolean;
  readonly shift?: boolean;
};

export type FakeState = {
  readonly version: string;
  readonly modifiedAt: string;
  models: readonly FakeModel[];
  /** Names of the models in memory, and for how many seconds; below 0: until they are unloaded. */
  readonly loaded: Map<string, number>;
  /** Bytes of each file that have arrived, by its digest. As with the original, a restart loses none. */
  readonly arrived: Map<string, number>;
  pullFor(name: string): FakePull;
  readonly answersAt: ReadonlyMap<string, Behaviour>;
  behaviourFor(asked: ChatAsked): Behaviour;
};

export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly response: ServerResponse;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
};

/** Beyond this Go's server sends in chunks rather than with a length. */
const lengthToldMax = 2048;

type Plain = {
  readonly status: number;
  readonly mediaType: string | null;
  readonly body: string;
  readonly location?: string;
};

export function send(response: ServerResponse, { status, mediaType, body, location }: Plain): void {
  const bytes = Buffer.from(body);
  response.statusCode = status;
  if (mediaType !== null) response.setHeader('Content-Type', mediaType);
  if (location !== undefined) response.setHeader('Location', location);
  setRunningHeaders(response);
  if (bytes.length > lengthToldMax) response.setHeader('Transfer-Encoding', 'chunked');
  else response.setHeader('Content-Length', String(bytes.length));
  response.end(bytes);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, { status, mediaType: 'application/json; charset=utf-8', body: goJson(body) });
}

export function sendError(response: ServerResponse, status: number, error: string): void {
  sendJson(response, status, { error });
}

export function textIn(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null ? Reflect.get(body, name) : '';
  return typeof value === 'string' ? value : '';
}
