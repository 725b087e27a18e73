// What the account has at the server: its plan and the wallets that it may spend from. Asked again whenever something was spent.
import { isDeepStrictEqual } from 'node:util';
import type { PersonStanding } from '../../../../preload/contract/person.ts';
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import { whenChanged } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import type { Slices } from '../state.ts';
import type { PersonPort } from './person-port.ts';

const askMsMax = 5_000;
/** Many messages at once ask once. */
const pauseMs = 3_000;

export type StandingOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly link: LinkPort;
  readonly person: PersonPort;
  readonly slices: Slices;
};

/** Resolves when the signal aborts. */
export function followStanding(options: StandingOptions): () => Promise<void> {
  const { clock, signal, log, link, person, slices } = options;
  const bell = createBell();
  const know = (standing: PersonStanding | null): void => {
    const now = slices.person.current();
    if (!isDeepStrictEqual(now.standing, standing)) slices.person.set({ ...now, standing });
  };

  async function ask(): Promise<void> {
    const reading = await person.read();
    if (reading.kind !== 'ready') return;
    const answer = await link.ask(
      { msMax: askMsMax, token: reading.token },
      async (server, own) => await server.me.read(undefined, own),
    );
    // Somebody else may have signed in meanwhile. A server from before there was such an answer says nothing.
    if (answer.kind !== 'ok' || slices.person.current().personId !== reading.personId) return;
    const { plan, wallets, team_id: team, team_name: name } = answer.value;
    const isInTeam = team !== null && wallets.some(({ of }) => of === 'team');
    know({
      plan: { name: plan.name, left: plan.usage_remaining },
      planOf: plan.of ?? 'me',
      team: isInTeam ? { id: team, name: name ?? team } : null,
      wallets: wallets.map((wallet) => ({
        of: wallet.of,
        microcredits: wallet.balances[0]?.available_microcredits ?? 0,
        mayBuy: wallet.may_buy,
      })),
    });
  }

  whenChanged(
    slices.person,
    ({ personId }) => personId,
    () => {
      know(null);
      bell.ring();
    },
  );
  whenChanged(slices.funds, ({ funds }) => funds.asOf, bell.ring);
  whenChanged(slices.subscriptions, ({ changes }) => changes, bell.ring);
  whenChanged(slices.link, ({ link: { kind } }) => kind, bell.ring);

  return async () => {
    while (!signal.aborted) {
      await bell.sleep(signal);
      if (slices.person.current().personId === null || slices.link.current().link.kind !== 'online') continue;
      try {
        await ask();
      } catch (error) {
        signal.throwIfAborted();
        log.warn({ error: kindOf(error) }, 'what the account has could not be asked');
      }
      await clock.wait(pauseMs, signal);
    }
  };
}
