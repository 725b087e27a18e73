// The error responses of each operation in the API's description: which problems it can answer, as problem documents.
import { z } from 'zod';
import { Problem, problems, type ProblemCode } from '../contract/problem.ts';
import type { ContractRoute } from './contract-routes.ts';
import { problemContentType } from './problem.ts';

export const problemSchema = z.toJSONSchema(Problem, { io: 'output' });

export const openAiErrorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      description: 'The code’s parameters stand beside these members.',
      required: ['message', 'type', 'param', 'code', 'request_id'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'] },
        code: { type: 'string' },
        request_id: { type: 'string' },
      },
    },
  },
};

/** The responses with a status of 400 or more. */
export function problemResponses(route: ContractRoute): Readonly<Record<string, object>> {
  const takesBody = route.method === 'POST';
  const codes = new Set<ProblemCode>(route.codes);
  if (route.hasInput || takesBody) codes.add('invalid_request');
  if (takesBody) codes.add('payload_too_large');
  const responseFor = route.noes === 'openai' ? openAiResponse : problemResponse;
  return Object.fromEntries(
    [...byStatusOf([...codes], takesBody)].map(([status, some]) => [status, responseFor(some)]),
  );
}

function byStatusOf(codes: readonly ProblemCode[], takesBody: boolean): ReadonlyMap<number, readonly ProblemCode[]> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code]);
  // A body of another media type has the code of a request that cannot be read, under a status of its own.
  if (takesBody) byStatus.set(415, ['invalid_request']);
  return byStatus;
}

function problemResponse(codes: readonly ProblemCode[]): object {
  return {
    description: codes.map((code) => problems[code].message).join('; '),
    content: {
      [problemContentType]: {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: codes } } },
          ],
        },
      },
    },
  };
}

function openAiResponse(codes: readonly ProblemCode[]): object {
  const code = { type: 'object', properties: { code: { type: 'string', enum: codes } } };
  const named = { type: 'object', properties: { error: code } };
  return {
    description: codes.map((one) => problems[one].message).join('; '),
    content: { 'application/json': { schema: { allOf: [{ $ref: '#/components/schemas/OpenAiError' }, named] } } },
  };
}
