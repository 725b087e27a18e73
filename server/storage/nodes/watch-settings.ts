// Notices that the settings on which the nodes of a database have agreed were replaced while this node runs with the old ones.
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { AgreedSettings } from './agreed-settings.ts';
import type { Newsroom } from './newsroom.ts';

/** own: there are no other nodes. over: the time is over for which a node may go on with the old settings. */
export type SettingsStanding =
  | { readonly kind: 'own' | 'agreed' }
  | { readonly kind: 'replaced' | 'over'; readonly names: readonly string[] };

export type SettingsWatch = {
  standing(): SettingsStanding;
  close(): Promise<void>;
};

export type SettingsWatchDeps = {
  readonly agreed: Pick<AgreedSettings, 'compare'>;
  readonly newsroom: Pick<Newsroom, 'hear'>;
  /** Of this node, by name. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Log;
};

/** How long a node goes on charging and selling by settings that were replaced, from when it noticed. */
export const oldSettingsMs = 5 * 60_000;
/** It hears of a change at once; where it does not, it looks this often. */
const lookEveryMs = 30_000;

export const noOtherNodes: SettingsWatch = { standing: () => ({ kind: 'own' }), close: () => Promise.resolve() };

/** The node has agreed to the settings when this begins. */
export function watchSettings({ agreed, newsroom, hashes, clock, log }: SettingsWatchDeps): SettingsWatch {
  const closing = new AbortController();
  const found: { names: readonly string[]; at: number } = { names: [], at: 0 };
  const nap = { ends: new AbortController() };

  function note(names: readonly string[]): void {
    const before = found.names;
    found.names = names;
    if (names.join() === before.join()) return;
    if (names.length === 0) return log.warn({}, 'the settings of this node are those of all nodes again');
    if (before.length === 0) found.at = clock.now();
    const seconds = oldSettingsMs / 1000;
    log.error({ names, seconds }, 'other settings were agreed on; start this node with them before it stops charging');
  }

  async function look(): Promise<void> {
    try {
      note(await agreed.compare(hashes));
    } catch {
      // The database is away, and whoever needs it is told so. What was found before stands.
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      nap.ends = new AbortController();
      await look();
      await clock.wait(lookEveryMs, AbortSignal.any([closing.signal, nap.ends.signal])).catch(() => undefined);
    }
  }

  const stopHearing = newsroom.hear(({ kind }) => {
    if (kind === 'settings' || kind === 'missed') nap.ends.abort();
  });
  const running = run();
  return {
    standing() {
      const { names, at } = found;
      if (names.length === 0) return { kind: 'agreed' };
      const age = clock.now() - at;
      // A clock that was put back says nothing, and the safe side is to stop.
      return { kind: age >= 0 && age < oldSettingsMs ? 'replaced' : 'over', names };
    },
    async close() {
      closing.abort();
      stopHearing();
      await running;
    },
  };
}
