// Which noes each operation of the API's description can answer with, and in what form they are really sent.
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { Problem, problems, type ProblemCode } from '../contract/problem.ts';
import { problemContentType } from './problem.ts';

export type Told = {
  /** Under which limit a route, named as "METHOD /path", falls. */
  readonly limitOf: Readonly<Record<string, string>>;
  /** Whether a route is open to the operator alone. */
  readonly isOperators: (name: string) => boolean;
};

/** The responses from 400 up of every procedure, by the name of its route. */
export function problemResponses(contract: unknown, told: Told): ReadonlyMap<string, Readonly<Record<string, object>>> {
  return new Map(
    proceduresOf(contract).map((procedure) => {
      const name = `${procedure.method} ${procedure.path}`;
      const codes = new Set([...procedure.codes, ...codesOfAll(name, procedure, told)]);
      return [name, responsesFor([...codes], takesBody(procedure))] as const;
    }),
  );
}

export const problemSchema = z.toJSONSchema(Problem, { io: 'output' });

type Described = {
  readonly method: string;
  readonly path: string;
  readonly hasInput: boolean;
  readonly codes: readonly ProblemCode[];
};

function proceduresOf(node: unknown): readonly Described[] {
  if (isContractProcedure(node)) {
    const { route, errorMap, inputSchema } = node['~orpc'];
    const { method = 'POST', path } = route;
    const codes = Object.keys(errorMap).filter(isProblemCode);
    return path === undefined ? [] : [{ method, path, hasInput: inputSchema !== undefined, codes }];
  }
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(proceduresOf) : [];
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}

function takesBody({ method }: Described): boolean {
  return method === 'POST';
}

/** What the server says whatever is asked: before a handler is reached, or when what it stands on fails. */
function codesOfAll(name: string, procedure: Described, { limitOf, isOperators }: Told): readonly ProblemCode[] {
  if (limitOf[name] === 'none') return ['internal'];
  return [
    'rate_limited',
    'internal',
    'overloaded',
    'storage_unavailable',
    'identity_unavailable',
    ...(procedure.hasInput || takesBody(procedure) ? (['invalid_request'] as const) : []),
    ...(takesBody(procedure) ? (['payload_too_large'] as const) : []),
    ...(isOperators(name) ? (['operator_key_rejected', 'not_found'] as const) : []),
  ];
}

function responsesFor(codes: readonly ProblemCode[], hasBody: boolean): Readonly<Record<string, object>> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code]);
  // Another media type has the code of what cannot be read, under a status of its own.
  if (hasBody) byStatus.set(415, ['invalid_request']);
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
