// What is wrong with a field of a request, in German.
import type { FieldNo } from '../../contract/problem-params.ts';
import { isTextForm, type TextForm } from '../../contract/text-form.ts';
import type { Formats } from '../formats.ts';
import type { FieldWords } from '../problem-words.ts';

export const deFields: FieldWords = {
  field_missing: ({ field }) =>
    field === ''
      ? 'Senden Sie mit dieser Anfrage einen Inhalt (Body).'
      : `Das Feld „${field}“ fehlt. Senden Sie es mit und versuchen Sie es noch einmal.`,
  field_wrong_type: ({ field, expected }) => `${subject(field)} muss ${typeNames[expected] ?? expected} sein.`,
  field_too_small: (no, say) => `${subject(no.field)} muss mindestens ${bound(no.minimum, no.of, say)}.`,
  field_too_big: (no, say) => `${subject(no.field)} darf höchstens ${bound(no.maximum, no.of, say)}.`,
  field_wrong_format: ({ field, format }) => {
    if (isTextForm(format)) return `${subject(field)} ${forms[format]}.`;
    return format === 'regex'
      ? `${subject(field)} hat nicht die erwartete Form.`
      : `${subject(field)} muss ${formatNames[format] ?? `ein gültiges ${format}`} sein.`;
  },
  field_not_allowed: ({ field, allowed }) =>
    `${subject(field)} muss einer dieser Werte sein: ${allowed.map((one) => `„${one}“`).join(', ')}.`,
  field_unknown: ({ field }) => `Das Feld „${field}“ ist hier nicht bekannt. Lassen Sie es weg.`,
  field_too_precise: ({ field, decimals }) =>
    `${subject(field)} darf höchstens ${decimals} ${decimals === 1 ? 'Nachkommastelle' : 'Nachkommastellen'} haben.`,
  field_against_rule: ({ field, rule }) => `${subject(field)} ${rules[rule]}.`,
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'ein Text',
  number: 'eine Zahl',
  int: 'eine ganze Zahl',
  boolean: 'true oder false',
  array: 'eine Liste',
  object: 'ein Objekt',
  record: 'ein Objekt',
  null: 'null',
};

const formatNames: Readonly<Record<string, string>> = {
  uuid: 'eine gültige UUID',
  guid: 'eine gültige UUID',
  url: 'eine gültige Webadresse',
  email: 'eine gültige E-Mail-Adresse',
  datetime: 'ein gültiger Zeitpunkt',
};

const forms: Readonly<Record<TextForm, string>> = {
  currency: 'muss das Kürzel einer Währung in Großbuchstaben sein, etwa EUR',
  time_of_day: 'muss eine Uhrzeit wie 04:00 sein',
  plan_id: 'muss aus 1 bis 32 Kleinbuchstaben, Ziffern, „_“ und „-“ bestehen und mit einem Buchstaben beginnen',
  entity_id: 'muss sichtbare Zeichen haben, und weder Zeilenumbrüche noch andere Steuerzeichen',
  account_id: 'muss aus 1 bis 64 Buchstaben, Ziffern und „-“ bestehen',
  order_name:
    'muss aus 1 bis 64 Buchstaben, Ziffern, „.“, „_“, „:“ und „-“ bestehen und mit einem Buchstaben oder einer Ziffer beginnen',
  token_hash: 'muss ein SHA-256 aus 64 hexadezimalen Ziffern in Kleinbuchstaben sein',
  outcome: 'muss aus 1 bis 32 Kleinbuchstaben und „_“ bestehen und mit einem Buchstaben beginnen',
  lock_key: 'muss aus 1 bis 200 einfachen Zeichen ohne Leerzeichen bestehen',
};

const rules: Readonly<Record<Extract<FieldNo, { reason: 'field_against_rule' }>['rule'], string>> = {
  time_zone: 'muss eine IANA-Zeitzone wie Europe/Berlin sein',
  six_decimals: 'darf höchstens sechs Nachkommastellen haben',
  different_ids: 'muss verschiedene ids haben',
  credits_as_text:
    'muss Credits als Dezimalzahl in Anführungszeichen nennen, etwa "1.25", mit höchstens sechs Nachkommastellen',
  model_to_degrade_to: 'muss das Modell nennen, mit dem es weitergeht',
  date: 'muss ein Datum wie 2026-11-29 sein',
  dates_in_order: 'darf nicht vor dem ersten Datum liegen',
  within_a_year: 'darf höchstens ein Jahr nach dem ersten Datum liegen',
  user_or_team: 'oder "team_id" muss angegeben sein, nicht beide',
  other: 'passt nicht',
};

function subject(field: string): string {
  return field === '' ? 'Die Anfrage' : `Das Feld „${field}“`;
}

function bound(count: number, of: 'number' | 'text' | 'list', say: Formats): string {
  if (of === 'number') return `${say.count(count)} sein`;
  const unit = of === 'text' ? 'Zeichen' : count === 1 ? 'Eintrag' : 'Einträge';
  return `${say.count(count)} ${unit} haben`;
}
