// Keeps the list of hosted models fresh while somebody looks at it. What goes wrong here never disturbs anything else.
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import { whenChanged, type Cell } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import { tokenOf, type PayerPort } from '../payer/payer-port.ts';
import { payerName, type HostedSlice, type Slices } from '../state.ts';

const askMsMax = 5_000;
/** Prices and models change a few times a year. */
export const offerAgainMs = 5 * 60_000;

export type HostedOfferOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly link: LinkPort;
  readonly payer: PayerPort;
  readonly slices: Slices;
  readonly isWatched: () => boolean;
};

export type HostedOffer = {
  /** Somebody has begun to watch. */
  look(): void;
  /** Asks while somebody watches, until the signal aborts. */
  run(): Promise<void>;
};

export function createHostedOffer(options: HostedOfferOptions): HostedOffer {
  const { clock, signal, log, link, payer, slices } = options;
  const slice: Cell<HostedSlice> = slices.hosted;
  const bell = createBell();

  async function ask(): Promise<void> {
    const answer = await link.ask(
      { msMax: askMsMax, token: tokenOf(await payer.read()) },
      async (server, own) => (await server.hosted.models(undefined, own)).data,
    );
    if (answer.kind === 'ok') {
      const models = answer.value.map((model) => ({
        name: model.id,
        shortAnswerMicrocredits: model.short_answer_microcredits,
        contextLength: model.context_length,
        canUseTools: model.accepts_tools,
      }));
      slice.set({ ...slice.current(), models });
      // A server from before there were hosted models; any other trouble leaves the list as it was.
    } else if (answer.kind === 'problem' && answer.code === 'not_found') slice.set({ ...slice.current(), models: [] });
  }

  async function askOrWait(): Promise<void> {
    try {
      await ask();
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ error: kindOf(error) }, 'the hosted models could not be asked for');
    }
  }

  whenChanged(
    slices.link,
    ({ link: { kind } }) => kind === 'online',
    (isOnline) => {
      if (isOnline) bell.ring();
    },
  );
  // Each payer may have models and prices of their own.
  for (const slice of [slices.token, slices.person])
    whenChanged<unknown, string | null>(
      slice,
      () => payerName(slices),
      () => bell.ring(),
    );
  whenChanged(
    slices.purchases,
    ({ claims }) => claims,
    () => bell.ring(),
  );

  return {
    look: () => bell.ring(),
    async run() {
      while (!signal.aborted) {
        if (options.isWatched() && slices.link.current().link.kind === 'online') await askOrWait();
        await bell.sleep(signal, { clock, ms: offerAgainMs });
      }
    },
  };
}
