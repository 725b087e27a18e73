// Everything the account does with one server, its parts in the order in which they need each other. Another address is another
// session, so no token or hold ever goes to the wrong one.
import { abortableSecrets } from '../abortable.ts';
import { within } from '../time-limit.ts';
import type { Clock, Secrets } from '../ports.ts';
import type { Shell } from '../shell-port.ts';
import type { WritableDb } from '../store/db.ts';
import { whenChanged } from '../watchable.ts';
import { openDocuments, type Documents } from './documents/open-documents.ts';
import type { Grace } from './funds/grace.ts';
import type { ServerMeter } from './funds/meter.ts';
import { createKeptOffer } from './facts.ts';
import { openHosted, type Hosted } from './hosted/open-hosted.ts';
import { openFunds } from './funds/open-funds.ts';
import type { RunCharges } from './funds/run-charges.ts';
import { openLink } from './link/open-link.ts';
import { kindOf, type Log } from './log.ts';
import { openPayees } from './payer/payees.ts';
import { openPayer } from './payer/open-payer.ts';
import { openPerson, type PersonPart } from './person/open-person.ts';
import { followStanding } from './person/standing.ts';
import { openPurchases, type PurchasesPart } from './purchases/open-purchases.ts';
import { toHostedState } from './hosted-state.ts';
import { createSlices, type Slices } from './state.ts';
import { openSubscriptions, type Subscriptions } from './subscriptions/open-subscriptions.ts';
import { openToken, type Token } from './token/open-token.ts';

export type Session = {
  readonly origin: string;
  readonly slices: Slices;
  readonly token: Pick<Token, 'use' | 'restore' | 'kept' | 'forget'>;
  readonly person: Pick<PersonPart, 'signIn' | 'cancel' | 'signOut' | 'payWith'>;
  readonly purchases: Pick<PurchasesPart, 'buy' | 'resume' | 'abandon' | 'refresh'>;
  readonly meter: ServerMeter;
  readonly hosted: Pick<Hosted, 'generate' | 'look'>;
  readonly subscriptions: Pick<Subscriptions, 'subscribe' | 'manage'>;
  readonly documents: Documents;
  /** Ask everything again: the link, the token where it was lost, what is left. */
  recheck(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};

export type SessionOptions = {
  readonly origin: string;
  readonly clientId: string;
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly shell: Shell;
  readonly charges: RunCharges;
  readonly grace: Grace;
  readonly log: Log;
  /** Whether somebody looks at the hosted models. */
  readonly isHostedWatched: () => boolean;
};

/** How long signing out waits to tell what the account owes. */
const lastWordMs = 2_500;

export function createSession(options: SessionOptions): Session {
  const { origin, log } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const kept = createKeptOffer(options.db, origin);
  const slices = createSlices(origin, kept.read() ?? undefined);
  const shared = { ...options, signal, slices, secrets: abortableSecrets(signal, options.secrets) };

  const link = openLink({ ...shared, slice: slices.link });
  const token = openToken({ ...shared, link, slice: slices.token });
  const person = openPerson({ ...shared, link });
  const payer = openPayer({ token, person, slice: slices.person });
  const payees = openPayees({ link, person, slice: slices.person });
  const purchases = openPurchases({ ...shared, link, token, payees });
  const funds = openFunds({ ...shared, link, token, payer });
  const hosted = openHosted({
    ...shared,
    link,
    payer,
    runs: funds.hostedRuns,
    isWatched: options.isHostedWatched,
  });
  const subscriptions = openSubscriptions({ ...shared, link, payer, payees });
  const standing = followStanding({ ...shared, link, person });
  const documents = openDocuments({ ...shared, token, purchases });

  whenChanged(
    slices.link,
    (known) => known.link.kind,
    (kind) => {
      if (kind === 'online') log.info({ origin }, 'the companion server answers');
    },
  );
  whenChanged(
    slices.hosted,
    ({ models }) => models,
    (models) => kept.write({ operator: toHostedState(slices).operator, models: [...models] }),
  );
  let loops: Promise<unknown> = Promise.resolve();
  const loop = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) log.warn({ error: kindOf(error) }, 'a background loop of the account stopped');
    }
  };

  return {
    origin,
    slices,
    token,
    person: {
      ...person,
      async signOut() {
        // What the account owes can be told only while somebody proves it.
        await within({ clock: options.clock, ms: lastWordMs, signal }, funds.flush(), undefined);
        await person.signOut();
      },
    },
    purchases,
    meter: funds.meter,
    hosted,
    subscriptions,
    documents,
    async recheck() {
      token.recheck();
      await Promise.all([link.check(), funds.ask()]);
      funds.deliver();
      purchases.carryOn();
      subscriptions.look();
    },
    start() {
      loops = Promise.all([link.run, funds.run, purchases.start, hosted.run, subscriptions.run, standing].map(loop));
    },
    async close() {
      closing.abort();
      await Promise.all([loops, purchases.close(), person.close()]);
      await token.idle();
      await link.close();
    },
  };
}
