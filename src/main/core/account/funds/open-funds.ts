// What messages are paid with at one server: what is left, the holds of runs, and how their ends reach the server.
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { Clock } from '../../ports.ts';
import { whenChanged } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import type { Log } from '../log.ts';
import type { PayerPort } from '../payer/payer-port.ts';
import { payerName, unknownFunds, type Slices, type TokenSlice } from '../state.ts';
import type { TokenPort } from '../token/token-port.ts';
import { withRemaining, type Told } from './credits.ts';
import { nextLocalMidnight, type Grace } from './grace.ts';
import { createHostedRuns } from './hosted-runs.ts';
import type { HostedRuns } from './hosted-runs-port.ts';
import { createMeter, type ServerMeter } from './meter.ts';
import { createOutbox } from './outbox.ts';
import type { RunCharges } from './run-charges.ts';
import { followSpareToken } from './spare-token.ts';
import { createStatusAsker } from './server-status.ts';

export type FundsPart = {
  readonly meter: ServerMeter;
  readonly hostedRuns: HostedRuns;
  /** Ask what is left; resolves when the answer is known. */
  ask(): Promise<void>;
  /** Try at once to tell the server what it has still to hear. */
  deliver(): void;
  /** One try to tell all of it. */
  flush(): Promise<void>;
  /** Tell the server how runs ended, until the signal aborts. */
  run(): Promise<void>;
};

export type FundsOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly charges: RunCharges;
  readonly grace: Grace;
  readonly link: LinkPort;
  readonly token: Pick<TokenPort, 'noteBalance' | 'read'>;
  readonly payer: PayerPort;
  readonly slices: Slices;
};

export function openFunds(options: FundsOptions): FundsPart {
  const { clock, charges, grace, link, token, slices } = options;
  const { funds: slice, link: linkSlice } = slices;
  const status = createStatusAsker({ ...options, slice });

  function count(): void {
    const left = grace.left(clock.now());
    const unsettled = charges.countPending(link.origin);
    slice.set({ ...slice.current(), grace: { left, limit: grace.limit }, unsettled });
  }

  function onTold(told: Told, payer: string | null): void {
    // A run that began before the token was changed is still settled with the former one.
    if (payer !== null && payer !== payerName(slices)) return;
    const freeLimit = linkSlice.current().config?.free.limit ?? 0;
    status.set(withRemaining(slice.current().funds, told, { now: clock.now(), freeLimit }));
  }

  const reserving = new Map<RunId, Promise<unknown>>();
  const shared = { ...options, linkSlice, reserving, onTold };
  const outbox = createOutbox({ ...shared, onSettled: count, onPriced: status.refresh });
  const meter = createMeter({ ...shared, outbox, onRefused: status.refresh, onChange: count });

  count();
  whenChanged(
    linkSlice,
    ({ link: { kind } }) => kind === 'online',
    (isOnline) => {
      if (!isOnline) return;
      status.refresh();
      outbox.wake();
    },
  );
  whenChanged(slices.token, hashOf, (_, before) => {
    const { funds } = slice.current();
    if (before === null || slices.person.current().payer === 'account') return;
    if (funds.asOf !== null) token.noteBalance(before, funds.pro);
    // What was known of the former token's funds says nothing of the new one's.
    status.set(unknownFunds);
  });
  whenChanged(
    slices.token,
    ({ move }) => move,
    (move) => {
      // While the account pays, what was said is about what does not.
      status.restart(slices.person.current().payer === 'computer' ? (move?.status ?? null) : null);
      status.refresh();
      outbox.wake();
    },
  );
  whenChanged(
    slices.person,
    ({ payer, personId }) => `${payer} ${personId ?? ''}`,
    () => {
      status.restart(null);
      status.refresh();
      outbox.wake();
    },
  );
  // A plan that begins or ends changes what pays.
  whenChanged(slices.subscriptions, ({ changes }) => changes, status.refresh);
  whenChanged(slices.purchases, ({ claims }) => claims, status.refresh);

  const spare = followSpareToken(options);

  /** Each local day has its own offline messages. */
  async function followDays(): Promise<void> {
    while (!options.signal.aborted) {
      await clock.wait(nextLocalMidnight(clock.now()) - clock.now(), options.signal);
      count();
    }
  }

  return {
    meter,
    hostedRuns: createHostedRuns({ ...options, onSpent: status.refresh }),
    ask: status.ask,
    deliver: outbox.wake,
    flush: outbox.flush,
    async run() {
      await Promise.all([outbox.run(), followDays(), spare()]);
    },
  };
}

function hashOf({ paying }: TokenSlice): string | null {
  return paying?.kind === 'ready' ? paying.hash : null;
}
