// What the account's other parts ask of the link to the companion server.
import type { ContractRouterClient } from '@orpc/contract';
import type { serverContract } from '../../../../../server/contract/contract.ts';
import type { ProblemCode } from '../../../../../server/contract/problem.ts';
import { z } from 'zod';
import type { Body } from '../../body.ts';

/** `token`: sent as bearer; null sends none. */
export type CallContext = { readonly token: string | null };
export type CallOptions = { readonly signal: AbortSignal; readonly context: CallContext };
export type ServerCalls = ContractRouterClient<typeof serverContract, CallContext>;

/** The server's own no. `params`: what stands beside the code; empty from an older server. `detail`: its sentence. */
export type ServerProblem = {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  readonly params: z.infer<typeof ProblemParams>;
  readonly detail: string;
  readonly retryAt: number | null;
};

/** Bounded, since it is stored with the answer that was refused. */
export const ProblemParams = z.record(z.string().max(64), z.json());

/**
 * problem: the server's own no. broken: it answers, but with a 5xx or not as a companion server does.
 * unreachable: no answer in time. `wasSent` is false only where the request surely never left.
 */
export type ServerAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | ServerProblem
  | { readonly kind: 'broken'; readonly reason: string; readonly retryAt: number | null }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly wasSent: boolean };

export type Unanswered = Exclude<ServerAnswer<never>, { kind: 'ok' }>;

export type Question = {
  /** Milliseconds until the whole answer has to be there. */
  readonly msMax: number;
  readonly token: string | null;
  /** The caller's own wish to stop; then `ask` throws its reason. Without it, the end of the session. */
  readonly signal?: AbortSignal;
};

/** A request whose answer is passed through by the server byte by byte, and so is no part of its contract. */
export type Post = {
  readonly token: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
};
/** Names of headers are in lower case. The body has to be read to its end, or destroyed. */
export type Posted = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
};

export type LinkPort = {
  readonly origin: string;
  /** One call with a bounded wait. What it says about the server is in the link's slice afterwards. */
  ask<T>(question: Question, call: (server: ServerCalls, options: CallOptions) => Promise<T>): Promise<ServerAnswer<T>>;
  /** For streams, which last as long as the caller's signal; how they went is told with `heard` and `failed`. */
  readonly server: ServerCalls;
  /** Throws as the network does; how it went is told with `heard` and `failed`. Redirects are not followed. */
  post(path: string, post: Post): Promise<Posted>;
  /** A stream has brought something: the server answers. */
  heard(): void;
  /** What a stream that broke says of the server. */
  failed(error: unknown): Unanswered;
  /** Look soon, in the background, whether the server answers. */
  nudge(): void;
};
