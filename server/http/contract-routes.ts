// The contract read as a list of routes: what is mounted, what is described, and what the tests walk through.
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import type { HTTPMethods } from 'fastify';
import type { CsvForm } from '../contract/csv.ts';
import { problems, type ProblemCode } from '../contract/problem.ts';
import type { RouteRules } from '../contract/route.ts';
import { rulesOf } from './route-rules.ts';

export type ContractRoute = RouteRules & {
  readonly method: HTTPMethods;
  /** With its parameters in braces, as the contract writes it. */
  readonly path: string;
  /** Method and path. */
  readonly name: string;
  readonly hasInput: boolean;
  /** null: it answers as JSON only. */
  readonly csv: CsvForm | null;
  /** The form of its noes; null: problem documents. */
  readonly noes: 'openai' | null;
  /** The problems that the contract lists for it. */
  readonly codes: readonly ProblemCode[];
};

/** Throws where a route does not say who may call it. */
export function routesIn(node: unknown): readonly ContractRoute[] {
  if (!isContractProcedure(node)) {
    return typeof node === 'object' && node !== null ? Object.values(node).flatMap(routesIn) : [];
  }
  const { route, meta, errorMap, inputSchema } = node['~orpc'];
  const { method = 'POST', path = '' } = route;
  const name = routeName({ method, path });
  const codes = Object.keys(errorMap).filter(isProblemCode);
  const forms = Forms.parse(meta);
  return [{ ...rulesOf(name, meta), ...forms, method, path, name, codes, hasInput: inputSchema !== undefined }];
}

const Forms = z.object({
  csv: z.custom<CsvForm>().nullable().default(null),
  noes: z.literal('openai').nullable().default(null),
});

export function routeName({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
