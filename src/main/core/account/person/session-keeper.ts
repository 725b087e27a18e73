// The session of the person who is signed in: read from where it is kept, renewed before its proof runs out, ended when the issuer
// says so. Proofs stay in this closure, and are handed to the link alone.
import type { SignInOffer } from '../../../../../server/contract/config.ts';
import type { SessionEnd, SignInTrouble } from '../../../../preload/contract/person.ts';
import type { Clock } from '../../ports.ts';
import { kindOf, type Log } from '../log.ts';
import type { Issuer } from './issuer.ts';
import { personIdOf, type KeptSession, type SessionPlace, type SessionShelf } from './kept-session.ts';
import type { PersonPort, PersonReading } from './person-port.ts';
import type { Credential, Proofs } from './proofs.ts';
import { SignInFailed } from './sign-in-failed.ts';
import type { Ended, SignInRows } from './sign-in-row.ts';

export type SessionKeeper = PersonPort & {
  /** Somebody has signed in. What was kept before is gone. */
  begin(session: KeptSession, credential: Credential): Promise<void>;
  /** Gives what is to be revoked; `isForgotten` is false where the keychain does not let go of its entry. */
  end(): Promise<{ readonly refreshToken: string | null; readonly isForgotten: boolean }>;
};

export type KeeperOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly rows: SignInRows;
  readonly shelf: SessionShelf;
  /** What the server offers: unknown before its first word. */
  readonly offer: () => { readonly kind: 'unknown' } | { readonly kind: 'known'; readonly offer: SignInOffer | null };
  readonly issuerFor: (offer: SignInOffer) => Issuer;
  readonly onKnown: (known: KnownSession) => void;
};

export type KnownSession =
  | { readonly kind: 'in'; readonly session: KeptSession; readonly place: SessionPlace; readonly isOffline: boolean }
  | { readonly kind: 'ended'; readonly reason: SessionEnd }
  | { readonly kind: 'none' };

type Held = { session: KeptSession; credential: Credential | null; place: SessionPlace };

/** A proof is renewed this long before it runs out, or in the last fifth of a short life. */
const earlyMs = 60_000;
/** So that a burst of messages does not ask an issuer that is away for each of them. */
const pauseMs = 5_000;

export function createSessionKeeper(options: KeeperOptions): SessionKeeper {
  const { clock, signal, rows, shelf } = options;
  let held: Held | null = null;
  /** Another number, another person: what was under way for the former one is dropped. */
  let generation = 0;
  let reading: Promise<PersonReading> | null = null;
  let failedAt: number | null = null;

  const isFresh = ({ expiresAt, lifeMs }: Credential): boolean =>
    clock.now() < expiresAt - Math.min(earlyMs, lifeMs / 5);
  const isGood = (credential: Credential | null): credential is Credential =>
    credential !== null && clock.now() < credential.expiresAt;
  const tell = ({ session, place }: Held, isOffline: boolean): void =>
    options.onKnown({ kind: 'in', session, place, isOffline });

  function ready({ session, credential }: Held): PersonReading {
    if (credential === null) return { kind: 'ended' };
    return { kind: 'ready', personId: personIdOf(session, session.subject), token: credential.token };
  }

  async function over(reason: Ended): Promise<PersonReading> {
    generation += 1;
    held = null;
    rows.ended(reason);
    options.onKnown({ kind: 'ended', reason });
    if (!(await shelf.forget())) options.log.warn({}, 'the keychain keeps a session that is over');
    return { kind: 'ended' };
  }

  async function ask(): Promise<PersonReading> {
    const row = rows.read();
    if (row === null) return { kind: 'none' };
    if (row.place === null) return { kind: 'ended' };
    const { personId } = row;
    const began = generation;
    if (held === null) {
      const found = await shelf.read(row.place);
      if (began !== generation) return await ask();
      if (found.kind === 'unreadable') return { ...found, personId };
      if (found.kind === 'gone') return await over(row.place === 'memory' ? 'restarted' : 'lost');
      held = { session: found.session, credential: null, place: row.place };
      tell(held, false);
    }
    const offered = options.offer();
    if (offered.kind === 'unknown') return isGood(held.credential) ? ready(held) : { kind: 'offline', personId };
    const { offer } = offered;
    if (offer === null || offer.issuer !== held.session.issuer || offer.client_id !== held.session.clientId) {
      options.onKnown({ kind: 'ended', reason: 'withdrawn' });
      return { kind: 'ended' };
    }
    if (held.credential !== null && isFresh(held.credential)) return ready(held);
    return await renew(held, offer);
  }

  async function renew(now: Held, offer: SignInOffer): Promise<PersonReading> {
    const { session } = now;
    const away = (): PersonReading =>
      isGood(now.credential) ? ready(now) : { kind: 'offline', personId: personIdOf(session, session.subject) };
    if (session.refreshToken === null) return isGood(now.credential) ? ready(now) : await over('ran_out');
    if (failedAt !== null && clock.now() - failedAt < pauseMs && clock.now() >= failedAt) return away();
    const began = generation;
    const answer = await askTwice(options.issuerFor(offer), session.refreshToken, session.subject);
    if (began !== generation) return await ask();
    if (answer.kind === 'renewed') return await take(now, answer.proofs);
    if (answer.trouble.code === 'issuer_refused' && answer.trouble.told === 'invalid_grant')
      return await over('revoked');
    failedAt = clock.now();
    tell(now, true);
    return away();
  }

  /** A reply that was cut off may have used the token up; issuers let it be shown again for some seconds. */
  async function askTwice(issuer: Issuer, refreshToken: string, subject: string): Promise<Renewed> {
    const first = await askOnce(issuer, refreshToken, subject);
    if (first.kind === 'renewed' || first.trouble.code !== 'issuer_unreachable') return first;
    signal.throwIfAborted();
    return await askOnce(issuer, refreshToken, subject);
  }

  async function askOnce(issuer: Issuer, refreshToken: string, subject: string): Promise<Renewed> {
    try {
      return { kind: 'renewed', proofs: await issuer.renew(refreshToken, subject) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SignInFailed)) throw error;
      options.log.warn({ code: error.trouble.code, error: kindOf(error.cause) }, 'a session could not be renewed');
      return { kind: 'failed', trouble: error.trouble };
    }
  }

  async function take(now: Held, { credential, refreshToken, person }: Proofs): Promise<PersonReading> {
    failedAt = null;
    const session = { ...now.session, ...person, refreshToken: refreshToken ?? now.session.refreshToken };
    const next: Held = { session, credential: credential ?? now.credential, place: now.place };
    const began = generation;
    // Before it is used: the former one may be worth nothing from now on.
    if (JSON.stringify(session) !== JSON.stringify(now.session)) next.place = await shelf.keep(session);
    if (began !== generation) {
      await shelf.forget();
      return await ask();
    }
    if (next.place !== now.place) rows.moved(next.place);
    held = next;
    if (!isGood(next.credential)) return await over('ran_out');
    tell(next, false);
    return ready(next);
  }

  return {
    read() {
      reading ??= ask().finally(() => {
        reading = null;
      });
      return reading;
    },
    refused(token) {
      if (held?.credential?.token === token) held.credential = null;
    },
    async begin(session, credential) {
      generation += 1;
      failedAt = null;
      const place = await shelf.keep(session);
      held = { session, credential, place };
      rows.begun(personIdOf(session, session.subject), place);
      tell(held, false);
    },
    async end() {
      generation += 1;
      const row = rows.read();
      const found = held === null && row?.place !== null && row !== null ? await shelf.read(row.place) : null;
      const session = held?.session ?? (found?.kind === 'ready' ? found.session : null);
      held = null;
      rows.forget();
      options.onKnown({ kind: 'none' });
      const isForgotten = await shelf.forget();
      return { refreshToken: session?.refreshToken ?? null, isForgotten };
    },
  };
}

type Renewed =
  | { readonly kind: 'renewed'; readonly proofs: Proofs }
  | { readonly kind: 'failed'; readonly trouble: SignInTrouble };
