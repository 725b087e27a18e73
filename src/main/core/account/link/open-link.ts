// The link to the companion server: whether it can be reached, watched from the app's start to its end, and every call to it.
import type { ServerLink } from '../../../../preload/contract/account.ts';
import { backoffMs } from '../../backoff.ts';
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import type { Cell } from '../../watchable.ts';
import type { LinkSlice } from '../state.ts';
import { askServer, readFailure } from './ask-server.ts';
import { withKnownPrices } from './known-prices.ts';
import type { LinkPort, ServerAnswer } from './link-port.ts';
import { createServerClient } from './server-client.ts';

const checkMsMax = 5_000;
const recheckFirstMs = 2_000;
const recheckMaxMs = 30_000;

export type Link = LinkPort & {
  /** Ask at once; resolves when an answer to a question is in that was asked since. Calls at the same time share one question. */
  check(): Promise<void>;
  /** Check now and whenever something looks wrong, until the signal aborts. */
  run(): Promise<void>;
  close(): Promise<void>;
};

export type LinkOptions = {
  readonly origin: string;
  readonly clientId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly slice: Cell<LinkSlice>;
};

export function openLink({ origin, clientId, clock, signal, slice }: LinkOptions): Link {
  const client = createServerClient({ origin, clientId });
  const bell = createBell();
  let checking: Promise<void> | null = null;
  /** How many questions in a row went unanswered, for the pause before the next. */
  let tries = 0;
  const linkKind = (): ServerLink['kind'] => slice.current().link.kind;

  function goOffline(): void {
    if (linkKind() === 'offline') return;
    slice.set({ ...slice.current(), link: { kind: 'offline', origin, since: clock.now() } });
  }

  async function ask(): Promise<void> {
    const answer = await askServer(
      { clock, msMax: checkMsMax, signal },
      async (stop) => await client.call.config.get(undefined, { signal: stop, context: { token: null } }),
    );
    if (answer.kind === 'problem' && linkKind() === 'online') return;
    if (answer.kind !== 'ok') return goOffline();
    const config = withKnownPrices(answer.value);
    slice.set({ link: { kind: 'online', origin, config }, config });
  }

  function askOnce(): Promise<void> {
    checking ??= ask().finally(() => {
      checking = null;
    });
    return checking;
  }

  async function check(): Promise<void> {
    const earlier = checking;
    await (earlier ?? askOnce());
    // A question from before the call may have missed a server that is back by now.
    if (earlier !== null && linkKind() !== 'online') await askOnce();
    if (linkKind() === 'online') return;
    // Whoever asks expects the server soon, so the pauses begin anew with the shortest.
    tries = 0;
    bell.ring();
  }

  /** What any call found out about the server. */
  function note<T>(answer: ServerAnswer<T>): ServerAnswer<T> {
    const looksRight = answer.kind === 'ok' || answer.kind === 'problem';
    if (looksRight !== (linkKind() === 'online')) bell.ring();
    if (answer.kind === 'unreachable') goOffline();
    return answer;
  }

  return {
    origin,
    server: client.call,
    post: client.post,
    check,
    nudge: () => bell.ring(),
    heard() {
      note({ kind: 'ok', value: null });
    },
    failed(error) {
      const failure = readFailure(error, clock.now());
      note(failure);
      return failure;
    },
    async ask({ msMax, token, signal: until = signal }, call) {
      const answer = await askServer(
        { clock, msMax, signal: until },
        async (stop) => await call(client.call, { signal: stop, context: { token } }),
      );
      return note(answer);
    },
    async run() {
      while (!signal.aborted) {
        await askOnce();
        tries = linkKind() === 'online' ? 0 : tries + 1;
        const timeout = { clock, ms: backoffMs(tries, recheckFirstMs, recheckMaxMs) };
        await (tries === 0 ? bell.sleep(signal) : bell.sleep(signal, timeout));
      }
    },
    close: async () => await client.close(),
  };
}
