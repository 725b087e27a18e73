// Everything the account does with one server. Another address is another session, so no token or hold ever goes to the wrong one.
import type { Purchase, ServerLink, TokenPlace, TokenTrouble } from '../../../preload/contract/account.ts';
import type { RunId } from '../../../preload/contract/ids.ts';
import type { Clock, Secrets, Shell } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { abortableSecrets } from '../abortable.ts';
import { createActiveToken, type ActiveToken, type TokenReading } from './token/active-token.ts';
import { askServer } from './link/ask-server.ts';
import { fromStatus, unknownFunds, withRemaining, type Funds, type Told } from './funds/credits.ts';
import { createInTurn } from '../in-turn.ts';
import { createLink, type Link } from './link/link.ts';
import type { Log } from './log.ts';
import { createOrderTokens } from './token/order-token.ts';
import { createOutbox, type Outbox } from './funds/outbox.ts';
import { createPurchaseDesk, type PurchaseDesk } from './purchases/purchase-desk.ts';
import { refreshPurchases } from './purchases/purchase-refresh.ts';
import { toPurchase } from './purchases/purchase-rules.ts';
import { createPurchaseSteps } from './purchases/purchase-steps.ts';
import { createPurchases } from './purchases/purchases.ts';
import type { RunCharges } from './funds/run-charges.ts';
import { createServerClient, type ServerClient } from './link/server-client.ts';
import { createSessionDocuments, type SessionDocuments } from './documents/session-documents.ts';
import { createTokenMoves, type Move, type TokenMoves } from './token/token-moves.ts';
import { createTokenShelf } from './token/token-shelf.ts';

export type Session = {
  readonly origin: string;
  readonly signal: AbortSignal;
  readonly client: ServerClient;
  readonly link: Link;
  readonly token: ActiveToken;
  readonly outbox: Outbox;
  readonly desk: PurchaseDesk;
  readonly documents: SessionDocuments;
  readonly moves: TokenMoves;
  /** What a hold's answer says is left. `payer`: the sum of the token that was asked with; null: the free allowance. */
  told(told: Told, payer: string | null): void;
  /** Ask in the background what is left. */
  refresh(): void;
  /** Ask everything anew: the link, the token where it was lost, what is left. */
  recheck(): Promise<void>;
  /** Ask how every order stands. */
  refreshPurchases(): Promise<void>;
  /** Free messages from now on; see the contract. False where the token's place does not answer. */
  forgetToken(): Promise<boolean>;
  view(): SessionView;
  start(): void;
  close(): Promise<void>;
};

export type SessionView = {
  readonly link: ServerLink;
  readonly funds: Funds;
  readonly tokenPlace: TokenPlace | null;
  readonly tokenTrouble: TokenTrouble | null;
  readonly purchases: Purchase[];
  readonly unsettled: number;
};

export type SessionOptions = {
  readonly origin: string;
  readonly clientId: string;
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly shell: Shell;
  readonly charges: RunCharges;
  readonly log: Log;
  readonly onChange: () => void;
  /** The server has heard how this run ended. */
  readonly onSettled: (runId: RunId) => void;
};

const statusMsMax = 5_000;
/** Timers cannot wait for longer than 24 days; a day is enough. */
const resetWaitMsMax = 24 * 60 * 60_000;

export function createSession(options: SessionOptions): Session {
  const { origin, clock, charges, log, onChange, db } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const secrets = abortableSecrets(signal, options.secrets);
  const client = createServerClient({ origin, clientId: options.clientId });
  const token = createActiveToken({ origin, db, secrets, signal, onChange });
  const purchases = createPurchases({ db, origin, now: () => clock.now(), onChange });
  const inTurn = createInTurn();
  const shelf = createTokenShelf({ origin, db, secrets, now: () => clock.now() });
  const balance = (): number | null => (funds.asOf === null ? null : funds.pro);
  const tokens = createOrderTokens({ origin, secrets, active: token, shelf, purchases, balance });
  const statusTurns = { asked: 0, heard: 0 };
  let funds = unknownFunds;
  /** The sum of the token that the server does not know. */
  let rejectedHash: string | null = null;
  let resetTimer = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();

  const link = createLink({ client, clock, signal, onChange, onOnline: () => online() });
  const onSettled = (runId: RunId): void => {
    onChange();
    options.onSettled(runId);
  };
  const outbox = createOutbox({ client, clock, signal, charges, token, shelf, link, onTold: told, onSettled });
  const steps = createPurchaseSteps({
    client,
    clock,
    signal,
    link,
    purchases,
    tokens,
    inTurn,
    onClaimed: async (orderId) => {
      refresh();
      await desk.closeCheckout(orderId);
    },
  });
  const desk = createPurchaseDesk({
    origin,
    clock,
    signal,
    shell: options.shell,
    link,
    purchases,
    tokens,
    steps,
    inTurn,
    onBug: (error) => log.warn({ error: nameOf(error) }, 'a purchase stopped unexpectedly'),
    onPageLost: (error) => log.warn({ error: nameOf(error) }, 'a checkout page could not be shown'),
  });

  const documents = createSessionDocuments({
    origin,
    clock,
    shell: options.shell,
    link,
    token,
    purchases,
    funds: () => funds,
  });
  const moving = createTokenMoves({ client, clock, signal, link, active: token, tokens, shelf, inTurn });

  /** What was known of the former token's funds says nothing of the new one's. */
  function moved<M extends Move | { readonly kind: 'gone' }>(move: M): M {
    if (move.kind !== 'moved') return move;
    rejectedHash = null;
    setFunds(move.status === null ? unknownFunds : fromStatus(move.status, clock.now()));
    refresh();
    outbox.wake();
    desk.carryOn();
    return move;
  }

  function online(): void {
    log.info({ origin }, 'the companion server answers');
    refresh();
    outbox.wake();
    desk.carryOn();
  }

  function setFunds(next: Funds): void {
    funds = next;
    onChange();
    resetTimer.abort();
    const resetsAt = next.free?.resetsAt ?? null;
    if (resetsAt === null || resetsAt <= clock.now()) return;
    resetTimer = new AbortController();
    const ms = Math.min(resetsAt - clock.now() + 500, resetWaitMsMax);
    void clock.wait(ms, AbortSignal.any([signal, resetTimer.signal])).then(refresh, () => undefined);
  }

  function told(said: Told, payer: string | null): void {
    const paying = token.known();
    // A run that began before the token was changed is still settled with the former one.
    if (payer !== null && (paying?.kind !== 'ready' || paying.hash !== payer)) return;
    const now = clock.now();
    setFunds(withRemaining(funds, said, { now, freeLimit: link.lastConfig()?.free.limit ?? 0 }));
  }

  async function askStatus(): Promise<void> {
    const paying = await token.read();
    const turn = statusTurns.asked + 1;
    statusTurns.asked = turn;
    const bearer = paying.kind === 'ready' ? paying.token : null;
    const answer = await askServer(
      { clock, msMax: statusMsMax, signal },
      async (stop) => await client.call.pro.status(undefined, { signal: stop, context: { token: bearer } }),
    );
    link.report(answer);
    // An answer that was overtaken may speak of the time before the token.
    if (turn < statusTurns.heard) return;
    statusTurns.heard = turn;
    const isRejected = answer.kind === 'problem' && answer.code === 'token_rejected';
    if (answer.kind === 'ok') rejectedHash = null;
    if (isRejected) rejectedHash = paying.kind === 'ready' ? paying.hash : null;
    if (answer.kind === 'ok') setFunds(fromStatus(answer.value, clock.now()));
    if (isRejected) setFunds(unknownFunds);
  }

  function refresh(): void {
    void askStatus().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ error: nameOf(error) }, 'what is left could not be asked');
    });
  }

  const loop = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) log.warn({ error: nameOf(error) }, 'a background loop of the account stopped');
    }
  };

  return {
    origin,
    signal,
    client,
    link,
    token,
    outbox,
    desk,
    documents,
    moves: {
      use: async (typed, keepIn) => moved(await moving.use(typed, keepIn)),
      restore: async (id) => moved(await moving.restore(id)),
      kept: moving.kept,
    },
    told,
    refresh,
    async recheck() {
      token.recheck();
      await Promise.all([link.check(), askStatus()]);
      outbox.wake();
      desk.carryOn();
    },
    async refreshPurchases() {
      await refreshPurchases({ client, clock, signal, link, purchases, tokens });
      desk.carryOn();
    },
    async forgetToken() {
      if (!(await inTurn(async () => await tokens.putAside()))) return false;
      rejectedHash = null;
      setFunds(unknownFunds);
      refresh();
      return true;
    },
    view() {
      const paying = token.known();
      const isThere = paying?.kind === 'ready' || paying?.kind === 'unreadable';
      return {
        link: link.current(),
        funds,
        tokenPlace: isThere ? paying.place : null,
        tokenTrouble: troubleOf(paying, rejectedHash),
        purchases: purchases.all().map((row) => toPurchase(row, purchases.refundsOf(row))),
        unsettled: charges.countPending(origin),
      };
    },
    start() {
      loops = Promise.all([
        loop(async () => await link.run()),
        loop(async () => await outbox.run()),
        loop(async () => {
          await token.read();
          await tokens.tidy();
          desk.carryOn();
        }),
      ]);
    },
    async close() {
      closing.abort();
      await Promise.all([loops, desk.close()]);
      await client.close();
    },
  };
}

function troubleOf(paying: TokenReading | null, rejectedHash: string | null): TokenTrouble | null {
  switch (paying?.kind) {
    case undefined:
    case 'none':
      return null;
    case 'ready':
      return paying.hash === rejectedHash ? { kind: 'rejected', place: paying.place } : null;
    case 'gone':
    case 'unreadable':
      return paying;
  }
}

/** Only the kind of an error goes into the log: its text may quote what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
