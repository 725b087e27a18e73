// Whether the companion server can be reached, watched from the app's start to its end.
import type { ServerConfig } from '../../../../../server/contract/config.ts';
import type { ServerLink } from '../../../../preload/contract/account.ts';
import type { Clock } from '../../ports.ts';
import { askServer, type ServerAnswer } from './ask-server.ts';
import { backoffMs, createBell } from '../../bell.ts';
import type { ServerClient } from './server-client.ts';
import { withKnownPrices } from '../purchases/ware.ts';

const checkMsMax = 5_000;
const recheckFirstMs = 2_000;
const recheckMaxMs = 30_000;

export type Link = {
  current(): ServerLink;
  /** Prices and packs as last heard, also while offline; null before the first word. */
  lastConfig(): ServerConfig | null;
  /** Ask at once; resolves when the answer is in. Calls at the same time share one question. */
  check(): Promise<void>;
  /** Ask soon, in the background. */
  nudge(): void;
  /** What any other call found out about the server. */
  report(answer: ServerAnswer<unknown>): void;
  /** Check now and whenever something looks wrong, until the signal aborts. */
  run(): Promise<void>;
};

export type LinkOptions = {
  readonly client: ServerClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  /** Each time the server is found after it was not. */
  readonly onOnline: () => void;
};

export function createLink({ client, clock, signal, onChange, onOnline }: LinkOptions): Link {
  const { origin } = client;
  const bell = createBell();
  let state: ServerLink = { kind: 'checking', origin };
  let lastConfig: ServerConfig | null = null;
  let checking: Promise<void> | null = null;

  function goOffline(): void {
    if (state.kind === 'offline') return;
    state = { kind: 'offline', origin, since: clock.now() };
    onChange();
  }

  async function ask(): Promise<void> {
    const answer = await askServer(
      { clock, msMax: checkMsMax, signal },
      async (stop) => await client.call.config.get(undefined, { signal: stop, context: { token: null } }),
    );
    if (answer.kind === 'problem' && state.kind === 'online') return;
    if (answer.kind !== 'ok') return goOffline();
    const wasOnline = state.kind === 'online';
    lastConfig = withKnownPrices(answer.value);
    state = { kind: 'online', origin, config: lastConfig };
    onChange();
    if (!wasOnline) onOnline();
  }

  function check(): Promise<void> {
    checking ??= ask().finally(() => {
      checking = null;
    });
    return checking;
  }

  return {
    current: () => state,
    lastConfig: () => lastConfig,
    check,
    nudge: () => bell.ring(),
    report(answer) {
      const looksRight = answer.kind === 'ok' || answer.kind === 'problem';
      if (looksRight !== (state.kind === 'online')) bell.ring();
      if (answer.kind === 'unreachable') goOffline();
    },
    async run() {
      for (let tries = 0; !signal.aborted;) {
        await check();
        tries = state.kind === 'online' ? 0 : tries + 1;
        const timeout = { clock, ms: backoffMs(tries, recheckFirstMs, recheckMaxMs) };
        await (tries === 0 ? bell.sleep(signal) : bell.sleep(signal, timeout));
      }
    },
  };
}
