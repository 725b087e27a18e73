// Whether an answer has the form that was asked for. Pure.
import type { AnswerNote } from '../../../preload/contract/message.ts';
import { readSchema } from '../../../preload/contract/answer-schema.ts';
import type { AnswerFormat } from '../../../preload/contract/parameters.ts';

const whereMax = 200;

/** null: no form was asked for. */
export function formOf(format: AnswerFormat | null, text: string): AnswerNote | null {
  if (format === null) return null;
  const json = jsonIn(text);
  if (json.kind === 'none') return { kind: 'structured', outcome: 'not_json', where: '' };
  const check = format.kind === 'schema' ? readSchema(format.schema) : null;
  if (check?.kind !== 'ok') return { kind: 'structured', outcome: 'fits', where: '' };
  const fit = check.schema.safeParse(json.value);
  if (fit.success) return { kind: 'structured', outcome: 'fits', where: '' };
  const path = fit.error.issues[0]?.path ?? [];
  const where = path.map((step) => `/${String(step)}`).join('');
  return { kind: 'structured', outcome: 'differs', where: where.slice(0, whereMax) };
}

function jsonIn(text: string): { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'none' } {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'none' };
  }
}
