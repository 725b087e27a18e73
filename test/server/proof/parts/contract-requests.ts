// Every request that the contract knows, made from the contract itself, so that a new route is covered when it is written.
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { serverContract } from '../../../../server/contract/contract.ts';

export type ContractRequest = {
  readonly method: string;
  readonly path: string;
  /** What fits the route's input; undefined where it takes none. */
  readonly input: unknown;
};

export function contractRequests(node: unknown = serverContract): readonly ContractRequest[] {
  if (isContractProcedure(node)) {
    const { route, inputSchema } = node['~orpc'];
    const schema = inputSchema instanceof z.ZodType ? z.toJSONSchema(inputSchema, jsonSchemaOptions) : undefined;
    return [{ method: route.method ?? 'POST', path: route.path ?? '', input: schema && example(schema) }];
  }
  return typeof node === 'object' && node !== null
    ? Object.values(node).flatMap((child) => contractRequests(child))
    : [];
}

const jsonSchemaOptions = { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' } as const;

type Schema = z.core.JSONSchema.JSONSchema;

/** The plainest value that a schema takes; words where it takes any. */
function example(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [either] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (typeof either === 'object') return example(either);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [
          name,
          typeof one === 'object' ? example(one) : null,
        ]),
      );
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'array':
      return (schema.minItems ?? 0) > 0 && typeof schema.items === 'object' && !Array.isArray(schema.items)
        ? [example(schema.items)]
        : [];
    case 'string':
      return schema.format === 'uuid'
        ? crypto.randomUUID()
        : (words.find((word) => fits(word, schema.pattern)) ?? 'words');
    default:
      return null;
  }
}

const words = ['words', '04:00', '0'.repeat(64)];

function fits(word: string, pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(pattern).test(word);
}
