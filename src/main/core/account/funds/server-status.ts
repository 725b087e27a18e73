// Asks the server what is left to pay with, and keeps the newest answer in the funds' slice.
import type { Clock } from '../../ports.ts';
import type { Cell } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import type { PayerPort } from '../payer/payer-port.ts';
import { unknownFunds, type Funds, type FundsSlice, type ServerStatus } from '../state.ts';
import { fromStatus } from './credits.ts';

const statusMsMax = 5_000;
/** Timers cannot wait for longer than 24 days; a day is enough. */
const resetWaitMsMax = 24 * 60 * 60_000;

export type StatusAsker = {
  /** Resolves when the answer is in the slice. */
  ask(): Promise<void>;
  /** Ask in the background. */
  refresh(): void;
  /** What another call found out; asks again when the free messages of the day come back. */
  set(funds: Funds): void;
  /** The token that pays is another one; `status`: what the server says of it, null: not known. */
  restart(status: ServerStatus | null): void;
};

export function createStatusAsker(options: {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly link: LinkPort;
  readonly payer: PayerPort;
  readonly slice: Cell<FundsSlice>;
}): StatusAsker {
  const { clock, signal, log, link, payer, slice } = options;
  const turns = { asked: 0, heard: 0 };
  let resetTimer = new AbortController();

  function change(part: Partial<FundsSlice>): void {
    slice.set({ ...slice.current(), ...part });
  }

  function set(funds: Funds): void {
    change({ funds });
    resetTimer.abort();
    const resetsAt = funds.free?.resetsAt ?? null;
    if (resetsAt === null || resetsAt <= clock.now()) return;
    resetTimer = new AbortController();
    const ms = Math.min(resetsAt - clock.now() + 500, resetWaitMsMax);
    void clock.wait(ms, AbortSignal.any([signal, resetTimer.signal])).then(refresh, () => undefined);
  }

  async function ask(): Promise<void> {
    const paying = await payer.read();
    const turn = turns.asked + 1;
    turns.asked = turn;
    // Asked without a proof, the server would speak of free messages, which are not what would pay.
    if (paying.kind === 'signed_out' || paying.kind === 'away') {
      turns.heard = turn;
      return set(unknownFunds);
    }
    const answer = await link.ask(
      { msMax: statusMsMax, token: paying.kind === 'ready' ? paying.token : null },
      async (server, own) => await server.pro.status(undefined, own),
    );
    // A later question was answered first, so this answer may still be about the former token.
    if (turn < turns.heard) return;
    turns.heard = turn;
    if (answer.kind === 'ok') {
      change({ rejectedHash: null });
      set(fromStatus(answer.value, clock.now()));
    } else if (answer.kind === 'problem' && answer.code === 'token_rejected') {
      const isAccount = paying.kind === 'ready' && 'personId' in paying;
      if (isAccount) payer.refused(paying.token);
      change({ rejectedHash: paying.kind === 'ready' && !isAccount ? paying.hash : null });
      set(unknownFunds);
    }
  }

  function refresh(): void {
    void ask().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ error: kindOf(error) }, 'what is left could not be asked');
    });
  }

  return {
    ask,
    refresh,
    set,
    restart(status) {
      change({ rejectedHash: null });
      set(status === null ? unknownFunds : fromStatus(status, clock.now()));
    },
  };
}
