// What renews a session, in the keychain or in memory. It opens an account, so it is never written to a file.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SignInOffer } from '../../../../../server/contract/config.ts';
import type { SecretTrouble } from '../../../../preload/contract/secret-trouble.ts';
import type { Secrets } from '../../ports.ts';
import { secretTroubleOf } from '../../secrets-unavailable.ts';
import { keepSecret } from '../keep-secret.ts';

export const KeptSession = z.object({
  issuer: z.string(),
  clientId: z.string(),
  subject: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** null: the issuer gave none, so the session ends with its first proof. */
  refreshToken: z.string().nullable(),
});
export type KeptSession = z.infer<typeof KeptSession>;

export type SessionPlace = 'keychain' | 'memory';

export type SessionShelf = {
  /** Gives where it is kept: in memory where the keychain does not take it. */
  keep(session: KeptSession): Promise<SessionPlace>;
  read(
    place: SessionPlace,
  ): Promise<
    | { readonly kind: 'ready'; readonly session: KeptSession }
    | { readonly kind: 'gone' }
    | { readonly kind: 'unreadable'; readonly trouble: SecretTrouble }
  >;
  /** False where the keychain does not let go of it. */
  forget(): Promise<boolean>;
};

export function createSessionShelf(secrets: Secrets, origin: string): SessionShelf {
  const entry = `person:${origin}`;

  return {
    async keep(session) {
      const value = JSON.stringify(session);
      try {
        await keepSecret(secrets, { place: 'keychain', entry, value });
        return 'keychain';
      } catch {
        // Its error may quote what was sent. An older entry would bring somebody back who has signed out since.
        await secrets
          .at('keychain')
          .remove(entry)
          .catch(() => undefined);
        await keepSecret(secrets, { place: 'memory', entry, value });
        return 'memory';
      }
    },
    async read(place) {
      try {
        const text = await secrets.at(place).get(entry);
        const parsed = text === null ? null : KeptSession.safeParse(readJson(text));
        return parsed?.success === true ? { kind: 'ready', session: parsed.data } : { kind: 'gone' };
      } catch (error) {
        return { kind: 'unreadable', trouble: secretTroubleOf(error, place) };
      }
    },
    async forget() {
      await secrets.at('memory').remove(entry);
      return await secrets
        .at('keychain')
        .remove(entry)
        .then(
          () => true,
          () => false,
        );
    },
  };
}

/** Names a person without saying who they are. */
export function personIdOf({ issuer }: Pick<SignInOffer, 'issuer'>, subject: string): string {
  return createHash('sha256').update(`${issuer}\n${subject}`).digest('hex');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
