// The Ollamas that a person uses: each has a name, an address, and perhaps headers whose values nobody is shown again.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { OllamaId } from './ids.ts';
import { OllamaAddress } from './ollama-address.ts';
import { HeaderName, headersMax, HeaderValue, ollamaNameMax } from './ollama-limits.ts';
import { AddressTrouble } from './models.ts';
import { SecretTrouble, TokenPlace } from './secret-trouble.ts';

/** As it is kept. `name`: empty where none was given. `address`: null: the one of the settings, which the environment may name. */
export const OllamaRecord = z.object({
  id: OllamaId,
  name: z.string().trim().max(ollamaNameMax),
  address: OllamaAddress.nullable(),
  /** Their names alone; the values are secrets. */
  headers: z.array(HeaderName).max(headersMax),
});
export type OllamaRecord = z.infer<typeof OllamaRecord>;

/** `value`: null: as it is kept, which only the address that it was kept for is sent. */
const HeaderDraft = z.object({ name: HeaderName, value: HeaderValue.nullable() });

/** One that is being written: a new id, or the one that is changed. */
export const OllamaDraft = z.object({
  id: OllamaId,
  name: z.string().trim().max(ollamaNameMax),
  address: z.string().max(500),
  headers: z
    .array(HeaderDraft)
    .max(headersMax)
    .refine((all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length),
});
export type OllamaDraft = z.infer<typeof OllamaDraft>;

const one = z.object({ id: OllamaId });

export const ollamas = {
  /** Adds it, or changes the one that is there. */
  put: oc.input(OllamaDraft).output(
    z.discriminatedUnion('kind', [
      /** `headersIn`: where the values are kept; null: there are none. */
      z.object({ kind: z.literal('kept'), headersIn: TokenPlace.nullable() }),
      z.object({ kind: z.literal('malformed'), trouble: AddressTrouble }),
      z.object({ kind: z.literal('too_many') }),
      /** A value is kept for another address than this, or not at all: it has to be given. */
      z.object({ kind: z.literal('values_missing'), names: z.array(z.string()) }),
      z.object({ kind: z.literal('secrets_not_kept'), trouble: SecretTrouble }),
    ]),
  ),
  /** Chats that used it keep their messages. The last one stays. */
  remove: oc.input(one).output(z.object({ kind: z.enum(['removed', 'last']) })),
  /** For new chats. */
  setUsual: oc.input(one).output(z.object({ kind: z.enum(['ok', 'gone']) })),
};
