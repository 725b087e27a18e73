// What is wrong with a field of a request, in English.
import type { FieldNo } from '../../contract/problem-params.ts';
import { isTextForm, type TextForm } from '../../contract/text-form.ts';
import type { Formats } from '../formats.ts';
import type { FieldWords } from '../problem-words.ts';

export const enFields: FieldWords = {
  field_missing: ({ field }) =>
    field === '' ? 'Send a body with this request.' : `The field "${field}" is missing. Send it, and try again.`,
  field_wrong_type: ({ field, expected }) => `${subject(field)} must be ${typeNames[expected] ?? expected}.`,
  field_too_small: (no, say) => `${subject(no.field)} must ${least(no, say)}.`,
  field_too_big: (no, say) => `${subject(no.field)} must ${most(no, say)}.`,
  field_wrong_format: ({ field, format }) => {
    if (isTextForm(format)) return `${subject(field)} ${forms[format]}.`;
    return format === 'regex'
      ? `${subject(field)} does not have the expected form.`
      : `${subject(field)} must be a valid ${formatNames[format] ?? format}.`;
  },
  field_not_allowed: ({ field, allowed }) =>
    `${subject(field)} must be one of these: ${allowed.map((one) => `"${one}"`).join(', ')}.`,
  field_unknown: ({ field }) => `The field "${field}" is not known here. Leave it out.`,
  field_too_precise: ({ field, decimals }) =>
    `${subject(field)} must have at most ${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}.`,
  field_against_rule: ({ field, rule }) => `${subject(field)} ${rules[rule]}.`,
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const formatNames: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  guid: 'UUID',
  url: 'web address',
  email: 'e-mail address',
  datetime: 'date and time',
};

const forms: Readonly<Record<TextForm, string>> = {
  currency: 'must be the code of a currency in capitals, such as EUR',
  time_of_day: 'must be a time of day such as 04:00',
  plan_id: 'must have 1 to 32 lower-case letters, digits, "_" and "-", and begin with a letter',
  entity_id: 'must have visible characters, and no line breaks or other control characters',
  account_id: 'must have 1 to 64 letters, digits and "-"',
  order_name: 'must have 1 to 64 letters, digits, ".", "_", ":" and "-", and begin with a letter or a digit',
  token_hash: 'must be a SHA-256 as 64 hexadecimal digits in lower case',
  outcome: 'must have 1 to 32 lower-case letters and "_", and begin with a letter',
  lock_key: 'must have 1 to 200 plain characters without spaces',
};

const rules: Readonly<Record<Extract<FieldNo, { reason: 'field_against_rule' }>['rule'], string>> = {
  time_zone: 'must be an IANA time zone such as Europe/Berlin',
  six_decimals: 'must have at most six decimals',
  different_ids: 'must have different ids',
  credits_as_text: 'must be credits as a decimal in quotes, such as "1.25", with at most six decimals',
  model_to_degrade_to: 'must name the model to go on with',
  date: 'must be a date such as 2026-11-29',
  dates_in_order: 'must not be before the first date',
  within_a_year: 'must be at most a year after the first date',
  user_or_team: 'or "team_id" must be there, and not both',
  other: 'does not fit',
};

function subject(field: string): string {
  return field === '' ? 'The request' : `The field "${field}"`;
}

type Bound<Reason> = Extract<FieldNo, { readonly reason: Reason }>;

function least({ minimum, of }: Bound<'field_too_small'>, say: Formats): string {
  return of === 'number' ? `be at least ${say.count(minimum)}` : `have ${counted(minimum, of, say)} at least`;
}

function most({ maximum, of }: Bound<'field_too_big'>, say: Formats): string {
  return of === 'number' ? `be at most ${say.count(maximum)}` : `have ${counted(maximum, of, say)} at most`;
}

function counted(count: number, of: 'text' | 'list', say: Formats): string {
  const unit = of === 'text' ? 'character' : 'entry';
  const units = of === 'text' ? 'characters' : 'entries';
  return `${say.count(count)} ${count === 1 ? unit : units}`;
}
