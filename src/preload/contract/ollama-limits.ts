// What a list of Ollamas can hold. By itself, so that the page can check a draft without loading the calls.
import { z } from 'zod';

export const ollamasMax = 12;
export const ollamaNameMax = 60;
export const headersMax = 8;
const headerValueMax = 4_000;

/** What HTTP allows, without those that say how a request is carried. */
export const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/)
  .refine((name) => !carrying.has(name.toLowerCase()));

const carrying: ReadonlySet<string> = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Visible characters, and blanks between them. */
export const HeaderValue = z
  .string()
  .max(headerValueMax)
  .regex(/^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/);
