// What is wrong with a request's fields, from what zod found: a reason from the contract's closed list, never zod's own sentence.
import type { ValidationError } from '@orpc/contract';
import { z } from 'zod';
import { type FieldNo, FieldRule } from '../contract/problem-params.ts';

type Path = readonly PropertyKey[];

const size = z.union([z.number(), z.bigint().transform(Number)]);
const Nested = z.looseObject({ code: z.string(), path: z.array(z.union([z.string(), z.number()])) });
type Nested = z.infer<typeof Nested>;
const Issue = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('invalid_union'),
    errors: z.array(z.array(Nested)),
    options: z.array(z.unknown()).default([]),
  }),
  z.object({ code: z.literal('invalid_type'), expected: z.string() }),
  z.object({ code: z.literal('too_small'), origin: z.string(), minimum: size }),
  z.object({ code: z.literal('too_big'), origin: z.string(), maximum: size }),
  z.object({ code: z.literal('invalid_format'), format: z.string() }),
  z.object({ code: z.literal('invalid_value'), values: z.array(z.unknown()) }),
  z.object({ code: z.literal('unrecognized_keys'), keys: z.array(z.string()) }),
  z.object({
    code: z.literal('custom'),
    params: z.discriminatedUnion('rule', [
      z.object({
        rule: FieldRule,
      }),
      z.object({ rule: z.literal('decimals'), decimals: z.int().min(0) }),
    ]),
  }),
]);

/** The first of its issues; null where it names none. */
export function fieldNoOf({ issues, data }: ValidationError): FieldNo | null {
  const [found] = issues;
  if (found === undefined) return null;
  const path = (found.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return noOf(found, path, data);
}

function noOf(found: unknown, path: Path, data: unknown): FieldNo {
  const field = nameOf(path);
  const read = Issue.safeParse(found);
  if (!read.success) return { reason: 'field_against_rule', field, rule: 'other' };
  const issue = read.data;
  switch (issue.code) {
    case 'invalid_union': {
      if (valueAt(data, path) === undefined) return { reason: 'field_missing', field };
      if (issue.options.length > 0) return notAllowed(field, issue.options);
      const nearest = nearestOf(issue.errors);
      if (nearest === null) return { reason: 'field_against_rule', field, rule: 'other' };
      return noOf(nearest, [...path, ...nearest.path], data);
    }
    case 'invalid_type':
      return valueAt(data, path) === undefined
        ? { reason: 'field_missing', field }
        : { reason: 'field_wrong_type', field, expected: issue.expected.slice(0, 40) };
    case 'too_small':
      return { reason: 'field_too_small', field, minimum: issue.minimum, of: kindOf(issue.origin) };
    case 'too_big':
      return { reason: 'field_too_big', field, maximum: issue.maximum, of: kindOf(issue.origin) };
    case 'invalid_format':
      return { reason: 'field_wrong_format', field, format: issue.format.slice(0, 40) };
    case 'invalid_value':
      return valueAt(data, path) === undefined ? { reason: 'field_missing', field } : notAllowed(field, issue.values);
    case 'unrecognized_keys':
      return { reason: 'field_unknown', field: nameOf([...path, issue.keys[0] ?? '']) };
    case 'custom':
      return issue.params.rule === 'decimals'
        ? { reason: 'field_too_precise', field, decimals: issue.params.decimals }
        : { reason: 'field_against_rule', field, rule: issue.params.rule };
  }
}

function notAllowed(field: string, values: readonly unknown[]): FieldNo {
  return { reason: 'field_not_allowed', field, allowed: values.map((value) => String(value).slice(0, 1000)) };
}

/** Of the forms that a value may have, the first issue of the one that it is nearest to: its kind is right and something in it is not. */
function nearestOf(forms: readonly (readonly Nested[])[]): Nested | null {
  const firsts = forms.flatMap(([first]) => first ?? []);
  return firsts.find(({ code, path }) => code !== 'invalid_type' || path.length > 0) ?? firsts[0] ?? null;
}

function nameOf(path: Path): string {
  return path.map(String).join('.').slice(0, 1000);
}

function kindOf(origin: string): 'number' | 'text' | 'list' {
  if (origin === 'string') return 'text';
  return origin === 'array' || origin === 'set' ? 'list' : 'number';
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? Reflect.get(at, part) : undefined,
    data,
  );
}
