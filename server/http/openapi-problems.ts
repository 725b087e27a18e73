// The error responses of each operation in the API's description: which problems it can answer, as problem documents.
import { z } from 'zod';
import { problemParams } from '../contract/problem-params.ts';
import { isProblemCode, Problem, problems, type ProblemCode } from '../contract/problem.ts';
import { titleInEnglish } from '../words/say-problem.ts';
import type { ContractRoute } from './contract-routes.ts';
import { problemContentType } from './problem.ts';

const problemCodes = Object.keys(problems).filter(isProblemCode);

/** The forms that the answers below point to: what all problem documents have, and what each code has beside that. */
export const problemSchemas: Readonly<Record<string, object>> = {
  Problem: schemaOf(Problem),
  ...Object.fromEntries(problemCodes.map((code) => [schemaName(code), withCode(code)])),
};

/** A document may have other members beside those that are named here. */
function schemaOf(type: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io: 'input' });
  return schema;
}

function withCode(code: ProblemCode): object {
  const named = { type: 'object', required: ['code'], properties: { code: { type: 'string', const: code } } };
  return { description: titleInEnglish(code), allOf: [named, schemaOf(problemParams[code])] };
}

function schemaName(code: ProblemCode): string {
  return `Problem_${code}`;
}

function anyOf(codes: readonly ProblemCode[]): object {
  return { anyOf: codes.map((code) => ({ $ref: `#/components/schemas/${schemaName(code)}` })) };
}

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
  const takesBody = route.method !== 'GET';
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
    description: codes.map(titleInEnglish).join('; '),
    content: {
      [problemContentType]: {
        schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, anyOf(codes)] },
      },
    },
  };
}

function openAiResponse(codes: readonly ProblemCode[]): object {
  const named = { type: 'object', properties: { error: anyOf(codes) } };
  return {
    description: codes.map(titleInEnglish).join('; '),
    content: { 'application/json': { schema: { allOf: [{ $ref: '#/components/schemas/OpenAiError' }, named] } } },
  };
}
