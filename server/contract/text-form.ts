// Texts that have a form of their own. A refusal tells the name of the form, and each language says what it looks like.
import { z } from 'zod';

const patterns = {
  /** A code of ISO 4217. */
  currency: /^[A-Z]{3}$/,
  time_of_day: /^([01]\d|2[0-3]):[0-5]\d$/,
  plan_id: /^[a-z][a-z0-9_-]{0,31}$/,
  /** Space around it is cut off. Each character fits in one place alone, so that no text takes long to refuse. */
  entity_id: /^(?:(?!\p{Cc})\s)*[^\p{Cc}\s][^\p{Cc}]*$/u,
  account_id: /^[A-Za-z0-9-]{1,64}$/,
  /** What the operator's own program calls an order. */
  order_name: /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
  /** Lower-case hex SHA-256. */
  token_hash: /^[0-9a-f]{64}$/,
  /** A word for how a request ended. */
  outcome: /^[a-z][a-z_]{0,31}$/,
  lock_key: /^[\x21-\x7e]{1,200}$/,
} as const;

export type TextForm = keyof typeof patterns;

export function isTextForm(name: string): name is TextForm {
  return Object.hasOwn(patterns, name);
}

export function ofForm<F extends TextForm>(form: F) {
  return z.stringFormat(form, patterns[form]);
}
