// The part of the API's description that tells of the routes in this folder, which stand outside of the contract.
import { z } from 'zod';
import { ChatRequest } from '../../contract/hosted/chat-request.ts';
import type { ProblemCode } from '../../contract/problem.ts';
import { type ContractRoute, routeName } from '../contract-routes.ts';
import { ProxyRequest } from './chat-completions.ts';
import { PlainRequest } from './plain-chat.ts';

export type DescribedRoute = { readonly route: ContractRoute; readonly operation: object };

/** `hasPlainChat`: whether the routes of POST /chat are there. */
export function describeHosted(hasPlainChat: boolean): readonly DescribedRoute[] {
  return [
    described('/v1/chat/completions', completions(ChatRequest, 'Have a hosted model answer a chat')),
    described('/v1/proxy/chat/completions', completions(ProxyRequest, 'The same, with hints of what will be used')),
    ...(hasPlainChat
      ? [
          described('/chat', plain('Have one question answered', { 'application/json': { schema: answerText } })),
          described('/chat/stream', plain('The same, as text that comes', { 'text/plain': { schema: text } })),
        ]
      : []),
  ];
}

type Told = Pick<ContractRoute, 'noes'> & {
  readonly summary: string;
  readonly input: z.ZodType;
  readonly content: object;
};

const text = { type: 'string' };
const answerText = { type: 'object', properties: { text }, required: ['text'] };

function completions(input: z.ZodType, summary: string): Told {
  const whole = { schema: { type: 'object', description: 'A chat completion, as the upstream made it' } };
  const events = {
    schema: {
      type: 'string',
      description:
        'Where `stream` was true: chunks as server-sent events, then [DONE], then the comment `: charge {…}` with the charge that GET /v1/charges/{id} answers with',
    },
  };
  return { noes: 'openai', input, summary, content: { 'application/json': whole, 'text/event-stream': events } };
}

function plain(summary: string, content: object): Told {
  return { noes: null, input: PlainRequest, summary, content };
}

function described(path: string, { noes, input, summary, content }: Told): DescribedRoute {
  const method = 'POST';
  const rules = { access: 'public', limit: 'message' } as const;
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  return {
    route: { ...rules, method, path, name: routeName({ method, path }), hasInput: true, csv: null, noes, codes },
    operation: {
      summary,
      tags: ['hosted models'],
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: { '200': { description: 'OK', headers, content } },
    },
  };
}

const header = (description: string) => ({ description, schema: text });

const headers = {
  'X-Charge-Id': header('The id by which GET /v1/charges/{id} tells what the answer cost'),
  'X-Charged-Microcredits': header('What a whole answer cost'),
  'X-Output-Clamped': header('The longest answer in tokens, where that is less than was asked for'),
  'X-Plan-Overflow': header('grace or degrade: what the plan did because its day is used up'),
};

/** All that can be said before an answer begins. */
const codes: readonly ProblemCode[] = [
  'client_id_missing',
  'upstream_refused',
  'token_rejected',
  'credits_exhausted',
  'budget_exhausted',
  'free_exhausted',
  'quota_exhausted',
  'daily_limit_reached',
  'forbidden',
  'model_not_offered',
  'idempotency_conflict',
  'idempotency_in_progress',
  'idempotency_settled',
  'rate_limited',
  'plan_rate_limited',
  'internal',
  'upstream_unavailable',
  'upstream_busy',
  'overloaded',
  'storage_unavailable',
  'identity_unavailable',
];
