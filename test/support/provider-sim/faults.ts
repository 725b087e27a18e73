// What a provider's server can do wrong with a request, told to a simulator beforehand.
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Not carried out: status, html, garbage, redirect, flood, cut (the line ends), hang (nothing ever comes), lie (a 200 with another body).
 * Carried out: lost (the line ends instead of an answer), torn (half an answer), late (answered once `until` is over), twist (answered
 * with another body than the true one, made from it).
 */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: unknown }
  | { readonly kind: 'html' | 'garbage' | 'hang' | 'cut' | 'redirect' | 'flood' }
  | { readonly kind: 'lie'; readonly body: unknown }
  | { readonly kind: 'lost' | 'torn' }
  | { readonly kind: 'late'; readonly until: Promise<unknown> }
  | { readonly kind: 'twist'; readonly change: (body: Readonly<Record<string, unknown>>) => unknown };

type Answer = { readonly status: number; readonly body: unknown };
type Write = (response: ServerResponse, answer: Answer) => void;

export type Plans = {
  /** From now on the next `times` requests that match "METHOD /path" go wrong. */
  plan(match: RegExp, fault: Fault, times?: number): void;
  /** As `plan`, once `after` requests that match have gone well. */
  planAfter(after: number, match: RegExp, fault: Fault, times?: number): void;
  /** Nothing more goes wrong. */
  unplan(): void;
  /** Carries a request out, rightly or as it was planned. */
  serve(
    exchange: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly question: string },
    answer: () => Answer,
  ): Promise<void>;
};

/** `write`: how the provider writes a proper answer. */
export function createPlans(write: Write): Plans {
  const planned: { readonly match: RegExp; readonly fault: Fault; times: number; after: number }[] = [];

  return {
    plan: (match, fault, times = 1) => void planned.push({ match, fault, times, after: 0 }),
    planAfter: (after, match, fault, times = 1) => void planned.push({ match, fault, times, after }),
    unplan: () => void planned.splice(0),
    async serve({ request, response, question }, answer) {
      const plan = planned.find(({ match, times }) => times > 0 && match.test(question));
      if (plan === undefined) return write(response, answer());
      if (plan.after > 0) {
        plan.after -= 1;
        return write(response, answer());
      }
      plan.times -= 1;
      if (misbehave(plan.fault, request, response)) return;
      await misanswer(plan.fault, { request, response }, answer());
    },
  };

  async function misanswer(
    fault: Fault,
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
    answer: Answer,
  ): Promise<void> {
    switch (fault.kind) {
      case 'torn':
        response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': '100000' });
        response.write(JSON.stringify(answer.body).slice(0, 20), () => request.socket.destroy());
        return;
      case 'late':
        await fault.until;
        return write(response, answer);
      case 'twist':
        return write(response, { ...answer, body: fault.change(Object(answer.body)) });
      default:
        request.socket.destroy();
    }
  }
}

/** true: the request was dealt with, without being carried out. */
function misbehave(fault: Fault, request: IncomingMessage, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'status':
      response
        .writeHead(fault.status, { 'content-type': fault.body === undefined ? 'text/plain' : 'application/json' })
        .end(fault.body === undefined ? 'no' : JSON.stringify(fault.body));
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Just a moment…</title>');
      return true;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": "abc", "status');
      return true;
    case 'lie':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fault.body));
      return true;
    case 'redirect':
      response.writeHead(302, { location: `http://${request.headers.host ?? ''}/elsewhere` }).end();
      return true;
    case 'flood':
      response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(32 * 1024 * 1024)}"`);
      return true;
    case 'cut':
      request.socket.destroy();
      return true;
    case 'hang':
      return true;
    case 'lost':
    case 'torn':
    case 'late':
    case 'twist':
      return false;
  }
}
