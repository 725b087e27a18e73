// What is wrong with a field of a request, in Italian.
import type { FieldNo } from '../../contract/problem-params.ts';
import { isTextForm, type TextForm } from '../../contract/text-form.ts';
import type { Formats } from '../formats.ts';
import type { FieldWords } from '../problem-words.ts';

export const itFields: FieldWords = {
  field_missing: ({ field }) =>
    field === ''
      ? 'Inviare un contenuto (body) con questa richiesta.'
      : `Manca il campo «${field}». Aggiungerlo e riprovare.`,
  field_wrong_type: ({ field, expected }) => `${subject(field)} deve essere ${typeNames[expected] ?? expected}.`,
  field_too_small: (no, say) => `${subject(no.field)} deve ${bound(no.minimum, { ...no, side: 'almeno' }, say)}.`,
  field_too_big: (no, say) => `${subject(no.field)} deve ${bound(no.maximum, { ...no, side: 'al massimo' }, say)}.`,
  field_wrong_format: ({ field, format }) => {
    if (isTextForm(format)) return `${subject(field)} ${forms[format]}.`;
    return format === 'regex'
      ? `${subject(field)} non ha la forma prevista.`
      : `${subject(field)} deve essere ${formatNames[format] ?? `del tipo ${format}`}.`;
  },
  field_not_allowed: ({ field, allowed }) =>
    `${subject(field)} deve avere uno di questi valori: ${allowed.map((one) => `«${one}»`).join(', ')}.`,
  field_unknown: ({ field }) => `Il campo «${field}» non è previsto qui. Toglierlo dalla richiesta.`,
  field_too_precise: ({ field, decimals }) =>
    `${subject(field)} può avere al massimo ${decimals} ${decimals === 1 ? 'decimale' : 'decimali'}.`,
  field_against_rule: ({ field, rule }) => `${subject(field)} ${rules[rule]}.`,
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'un testo',
  number: 'un numero',
  int: 'un numero intero',
  boolean: 'true o false',
  array: 'un elenco',
  object: 'un oggetto',
  record: 'un oggetto',
  null: 'null',
};

const formatNames: Readonly<Record<string, string>> = {
  uuid: 'un UUID valido',
  guid: 'un UUID valido',
  url: 'un indirizzo web valido',
  email: 'un indirizzo e-mail valido',
  datetime: 'una data con ora valida',
};

const forms: Readonly<Record<TextForm, string>> = {
  currency: 'deve essere la sigla di una valuta in maiuscole, ad esempio EUR',
  time_of_day: 'deve essere un orario come 04:00',
  plan_id: 'deve avere da 1 a 32 lettere minuscole, cifre, "_" e "-", e iniziare con una lettera',
  entity_id: 'deve avere caratteri visibili, e nessun ritorno a capo né altri caratteri di controllo',
  account_id: 'deve avere da 1 a 64 lettere, cifre e "-"',
  order_name: 'deve avere da 1 a 64 lettere, cifre, ".", "_", ":" e "-", e iniziare con una lettera o una cifra',
  token_hash: 'deve essere uno SHA-256 di 64 cifre esadecimali minuscole',
  outcome: 'deve avere da 1 a 32 lettere minuscole e "_", e iniziare con una lettera',
  lock_key: 'deve avere da 1 a 200 caratteri semplici senza spazi',
};

const rules: Readonly<Record<Extract<FieldNo, { reason: 'field_against_rule' }>['rule'], string>> = {
  time_zone: 'deve essere un fuso orario IANA come Europe/Berlin',
  six_decimals: 'può avere al massimo sei decimali',
  different_ids: 'deve avere id tutti diversi',
  credits_as_text:
    'deve indicare i crediti come numero decimale tra virgolette, ad esempio "1.25", con al massimo sei decimali',
  model_to_degrade_to: 'deve indicare il modello con cui continuare',
  date: 'deve essere una data come 2026-11-29',
  dates_in_order: 'non può precedere la prima data',
  within_a_year: 'può seguire la prima data di un anno al massimo',
  user_or_team: 'o "team_id" deve essere indicato, ma non entrambi',
  other: 'non è accettabile',
};

function subject(field: string): string {
  return field === '' ? 'La richiesta' : `Il campo «${field}»`;
}

type Side = { readonly of: 'number' | 'text' | 'list'; readonly side: string };

function bound(count: number, { of, side }: Side, say: Formats): string {
  if (of === 'number') return `essere ${side} ${say.count(count)}`;
  const unit = of === 'text' ? (count === 1 ? 'carattere' : 'caratteri') : count === 1 ? 'voce' : 'voci';
  return `avere ${side} ${say.count(count)} ${unit}`;
}
