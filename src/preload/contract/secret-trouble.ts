// Why a place keeps no secrets just now, or does not give one back. Never holds a secret.
import { z } from 'zod';

/** Where the token is kept. memory: until the app ends. file: a 0600 file, as the person chose. */
export const TokenPlace = z.enum(['keychain', 'memory', 'file']);
export type TokenPlace = z.infer<typeof TokenPlace>;

export const SecretTrouble = z.discriminatedUnion('code', [
  /** By TALLYSTICK_KEYCHAIN=off. */
  z.object({ code: z.literal('keychain_off') }),
  /** It does not answer in time: locked, or without its daemon. */
  z.object({ code: z.literal('keychain_silent') }),
  /** `told`: what the system said, in its own words and bounded. */
  z.object({ code: z.literal('keychain_unusable'), told: z.string().max(300) }),
  /** It took an entry and did not give it back. */
  z.object({ code: z.literal('entry_lost'), place: TokenPlace }),
  /** It does not remove entries. */
  z.object({ code: z.literal('entry_stays'), place: TokenPlace }),
  z.object({ code: z.literal('place_unusable'), place: TokenPlace }),
  z.object({ code: z.literal('file_unreadable') }),
  z.object({
    code: z.enum(['file_not_plain', 'file_open_to_others', 'file_too_large', 'file_not_understood']),
    path: z.string(),
  }),
  /** `error`: as the system names it, such as "ENOSPC". */
  z.object({ code: z.literal('file_not_written'), error: z.string().max(100) }),
  /** A sentence of an earlier version, as it stands in its file. */
  z.object({ code: z.literal('other'), text: z.string().max(2000) }),
]);
export type SecretTrouble = z.infer<typeof SecretTrouble>;
