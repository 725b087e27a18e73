// What the token of this computer has while the account pays: nothing is spent from it then, but it can be bought for and chosen.
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import { whenChanged } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import type { Slices } from '../state.ts';
import type { TokenPort } from '../token/token-port.ts';

const askMsMax = 5_000;
/** Many purchases at once ask once. */
const pauseMs = 3_000;

/** Resolves when the signal aborts. */
export function followSpareToken(options: {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly link: LinkPort;
  readonly token: Pick<TokenPort, 'read'>;
  readonly slices: Slices;
}): () => Promise<void> {
  const { clock, signal, log, link, token, slices } = options;
  const bell = createBell();
  const hash = (): string | null => {
    const { paying } = slices.token.current();
    return paying?.kind === 'ready' ? paying.hash : null;
  };
  const know = (spareMicrocredits: number | null): void => {
    const now = slices.funds.current();
    if (now.spareMicrocredits !== spareMicrocredits) slices.funds.set({ ...now, spareMicrocredits });
  };
  const forget = (): void => {
    know(null);
    bell.ring();
  };

  async function ask(): Promise<void> {
    const reading = await token.read();
    if (reading.kind !== 'ready') return know(null);
    const answer = await link.ask(
      { msMax: askMsMax, token: reading.token },
      async (server, own) => await server.pro.status(undefined, own),
    );
    // Another token, or this very one, may pay by now.
    if (slices.person.current().payer !== 'account' || hash() !== reading.hash) return;
    if (answer.kind === 'ok') know(Math.max(0, answer.value.balance_microcredits - answer.value.held_microcredits));
    else if (answer.kind === 'problem') know(null);
  }

  whenChanged(slices.person, ({ payer }) => payer, forget);
  whenChanged(slices.token, hash, forget);
  whenChanged(slices.purchases, ({ claims }) => claims, bell.ring);
  whenChanged(slices.link, ({ link: { kind } }) => kind, bell.ring);

  return async () => {
    bell.ring();
    while (!signal.aborted) {
      await bell.sleep(signal);
      if (slices.person.current().payer !== 'account' || slices.link.current().link.kind !== 'online') continue;
      try {
        await ask();
      } catch (error) {
        signal.throwIfAborted();
        log.warn({ error: kindOf(error) }, 'what this computer’s token has could not be asked');
      }
      await clock.wait(pauseMs, signal);
    }
  };
}
