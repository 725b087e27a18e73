// The person who is signed in at one server, if anybody is: signing in and out, and what proves them to it.
import type { PayerChoice, SignInTrouble } from '../../../../preload/contract/person.ts';
import type { Clock, Secrets } from '../../ports.ts';
import type { Shell } from '../../shell-port.ts';
import type { WritableDb } from '../../store/db.ts';
import { systemWords } from '../../system-words.ts';
import type { Cell } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import type { PersonSlice, Slices } from '../state.ts';
import { createIssuerFetch } from './issuer-fetch.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { createSessionShelf, type KeptSession } from './kept-session.ts';
import type { PersonPort } from './person-port.ts';
import type { Credential, Proofs } from './proofs.ts';
import { createSessionKeeper, type KnownSession } from './session-keeper.ts';
import { SignInFailed } from './sign-in-failed.ts';
import { createSignInRows } from './sign-in-row.ts';
import { signIn, signInMs } from './sign-in.ts';
import type { SignInOffer } from '../../../../../server/contract/config.ts';

export type PersonPart = PersonPort & {
  /** Resolves once the browser is open or something is in the way; the slice tells the rest. Begins anew where one is under way. */
  signIn(): Promise<void>;
  /** Give up a sign-in that is under way, and forget what was in the way of the last one. */
  cancel(): void;
  /** Here at once, and at the issuer as well where it can be asked. Nothing else that pays is touched. */
  signOut(): Promise<void>;
  payWith(payer: PayerChoice): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
};

export type PersonOptions = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly shell: Shell;
  readonly log: Log;
  /** The end of the session with this server. */
  readonly signal: AbortSignal;
  readonly link: LinkPort;
  readonly slices: Pick<Slices, 'link' | 'person'>;
};

const statusMsMax = 10_000;

export function openPerson(options: PersonOptions): PersonPart {
  const { db, clock, shell, log, signal, link, slices } = options;
  const slice: Cell<PersonSlice> = slices.person;
  const rows = createSignInRows(db, link.origin);
  const transport = createIssuerFetch();
  let issuer: { readonly key: string; readonly issuer: Issuer } | null = null;
  let attempt = new AbortController();
  const under = new Set<Promise<unknown>>();

  const change = (part: Partial<PersonSlice>): void => slice.set({ ...slice.current(), ...part });
  /** What stands in the database, where nothing newer is known. */
  const known = (session: PersonSlice['session']): void => {
    const row = rows.read();
    change({ session, payer: row?.payer ?? 'computer', personId: row?.place == null ? null : row.personId });
  };

  function issuerFor(offer: SignInOffer): Issuer {
    const key = JSON.stringify(offer);
    if (issuer?.key !== key) issuer = { key, issuer: createIssuer(offer, { transport, clock }) };
    return issuer.issuer;
  }

  const offered = () => {
    const { config } = slices.link.current();
    return config === null ? ({ kind: 'unknown' } as const) : ({ kind: 'known', offer: config.sign_in } as const);
  };

  const keeper = createSessionKeeper({
    clock,
    signal,
    log,
    rows,
    shelf: createSessionShelf(options.secrets, link.origin),
    offer: offered,
    issuerFor,
    onKnown: (session) => known(shown(session)),
  });

  /** Work that outlasts the call it began with. */
  function track(work: Promise<unknown>): void {
    const done = work
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ error: kindOf(error) }, 'a sign-in stopped unexpectedly');
      })
      .finally(() => under.delete(done));
    under.add(done);
  }

  async function begin(offer: SignInOffer, { person, credential, refreshToken }: Proofs): Promise<void> {
    if (person === null || credential === null) throw new SignInFailed({ code: 'not_believed' });
    try {
      await askServer(credential);
    } catch (error) {
      if (refreshToken !== null) track(revoke(offer, refreshToken));
      throw error;
    }
    const session: KeptSession = { issuer: offer.issuer, clientId: offer.client_id, ...person, refreshToken };
    await keeper.begin(session, credential);
  }

  /** Somebody whom the server does not know is better told so now than at their first message. */
  async function askServer({ token }: Credential): Promise<void> {
    const answer = await link.ask(
      { msMax: statusMsMax, token },
      async (server, own) => await server.pro.status(undefined, own),
    );
    if (answer.kind === 'ok') return;
    const isNo = answer.kind === 'problem' && answer.code !== 'rate_limited';
    throw new SignInFailed({ code: isNo ? 'server_refuses' : 'server_unreachable' });
  }

  async function revoke(offer: SignInOffer, refreshToken: string): Promise<void> {
    try {
      await issuerFor(offer).revoke(refreshToken);
    } catch (error) {
      log.warn({ error: kindOf(error) }, 'a session could not be revoked at its issuer');
    }
  }

  async function run(offer: SignInOffer, own: AbortController, onOpened: () => void): Promise<void> {
    const stop = AbortSignal.any([signal, own.signal]);
    const tell = (trouble: SignInTrouble | null): void => {
      if (attempt === own) change({ signingIn: null, trouble });
    };
    try {
      const proofs = await signIn({
        offer,
        issuer: issuerFor(offer),
        shell,
        clock,
        words: systemWords(),
        signal: stop,
        onOpened(url) {
          change({ signingIn: { url, endsAt: clock.now() + signInMs } });
          onOpened();
        },
      });
      await begin(offer, proofs);
      tell(null);
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof SignInFailed)) throw error;
      log.warn({ code: error.trouble.code, error: kindOf(error.cause) }, 'a sign-in failed');
      tell(error.trouble);
    }
  }

  const row = rows.read();
  if (row?.place === 'memory') rows.ended('restarted');
  if (row !== null) {
    const ended = row.place === 'memory' ? 'restarted' : row.ended;
    known(ended === null ? { kind: 'unread' } : { kind: 'ended', reason: ended });
  }

  return {
    read: keeper.read,
    refused: keeper.refused,
    async signIn() {
      const offer = slices.link.current().config?.sign_in ?? null;
      attempt.abort();
      const own = new AbortController();
      attempt = own;
      if (offer === null) return change({ signingIn: null, trouble: { code: 'server_unreachable' } });
      change({ signingIn: null, trouble: null });
      const opened = Promise.withResolvers<void>();
      const work = run(offer, own, opened.resolve);
      track(work);
      await Promise.race([opened.promise, work]);
    },
    cancel() {
      attempt.abort();
      change({ signingIn: null, trouble: null });
    },
    async signOut() {
      attempt.abort();
      const { refreshToken, isForgotten } = await keeper.end();
      change({ signingIn: null, trouble: isForgotten ? null : { code: 'entry_stays' } });
      const offer = slices.link.current().config?.sign_in ?? null;
      if (refreshToken !== null && offer !== null) track(revoke(offer, refreshToken));
    },
    payWith(payer) {
      rows.payWith(payer);
      change({ payer: rows.read()?.payer ?? 'computer' });
    },
    async close() {
      attempt.abort();
      // A revocation under way has its own bound; whoever signed out has been forgotten here already.
      await transport.close();
      await Promise.all(under);
    },
  };

  function shown(session: KnownSession): PersonSlice['session'] {
    if (session.kind !== 'in') return session;
    const { name, email } = session.session;
    return { kind: 'in', name, email, place: session.place, isOffline: session.isOffline };
  }
}
