// The error responses of each operation in the API's description: which problems it can answer, as problem documents.
import { z } from 'zod';
import { Problem, problems, type ProblemCode } from '../contract/problem.ts';
import type { ContractRoute } from './contract-routes.ts';
import { problemContentType } from './problem.ts';

export const problemSchema = z.toJSONSchema(Problem, { io: 'output' });

/** The responses with a status of 400 or more. */
export function problemResponses(route: ContractRoute): Readonly<Record<string, object>> {
  const takesBody = route.method === 'POST';
  const codes = new Set<ProblemCode>(route.codes);
  if (route.hasInput || takesBody) codes.add('invalid_request');
  if (takesBody) codes.add('payload_too_large');
  return responsesFor([...codes], takesBody);
}

function responsesFor(codes: readonly ProblemCode[], takesBody: boolean): Readonly<Record<string, object>> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code]);
  // A body of another media type has the code of a request that cannot be read, under a status of its own.
  if (takesBody) byStatus.set(415, ['invalid_request']);
  return Object.fromEntries([...byStatus].map(([status, some]) => [String(status), responseFor(some)]));
}

function responseFor(codes: readonly ProblemCode[]): object {
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
