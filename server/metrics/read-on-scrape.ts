// What is looked up when somebody asks for the figures: what waits in the store, how the store is, what is open.
import { LimitsStanding } from '../contract/config.ts';
import type { SettingsStanding } from '../storage/nodes/watch-settings.ts';
import type { Backlog, EngineState, Upkeep } from '../storage/upkeep.ts';
import type { Clock } from '../lib/clock.ts';
import type { Figures } from './figures.ts';

/** What is open in this process, and what waits beside the ledger. */
export type OpenNow = {
  answers(): number;
  orderStreams(): number;
  settlementsWaiting(): Promise<number>;
  /** Where requests are counted. */
  limits(): Promise<LimitsStanding>;
  /** Whether this node has the settings of all nodes. */
  agreement(): SettingsStanding;
};

export type ScrapeDeps = {
  readonly figures: Figures;
  readonly storage: Pick<Upkeep, 'backlog' | 'engine'>;
  readonly open: OpenNow;
  readonly clock: Clock;
};

/** Whoever asks has mostly given up after ten seconds. */
const storeMsMax = 3_000;

export function readOnScrape({ figures, storage, open, clock }: ScrapeDeps): () => Promise<void> {
  return async () => {
    figures.openStreams.set({ kind: 'hosted' }, open.answers());
    figures.openStreams.set({ kind: 'orders' }, open.orderStreams());
    const agreed = open.agreement();
    figures.settingsDiffering.set('names' in agreed ? agreed.names.length : 0);
    showEngine(figures, storage.engine());
    await showLimits(figures, clock, open);
    try {
      const [backlog, waiting] = await inTime(clock, Promise.all([storage.backlog(), open.settlementsWaiting()]));
      figures.settlementsWaiting.set(waiting);
      showBacklog(figures, backlog, clock.now());
      figures.readable.set(1);
    } catch {
      // It is the store that is away, and that is told by the figure itself.
      forget(figures);
      figures.readable.set(0);
    }
  };
}

async function inTime<T>(clock: Clock, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = clock.wait(storeMsMax, over.signal).then(() => {
    throw new Error('the store did not answer in time');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}

/** Where that cannot be said, none of them is told. */
async function showLimits({ limits }: Figures, clock: Clock, open: Pick<OpenNow, 'limits'>): Promise<void> {
  try {
    const standing = await inTime(clock, open.limits());
    for (const state of LimitsStanding.options) limits.set({ state }, state === standing ? 1 : 0);
  } catch {
    limits.reset();
  }
}

function showEngine(figures: Figures, engine: EngineState): void {
  figures.queue.set(engine.waiting);
  switch (engine.kind) {
    case 'sqlite':
      figures.fileBytes.set({ file: 'ledger' }, engine.fileBytes);
      figures.fileBytes.set({ file: 'log' }, engine.logBytes);
      return;
    case 'postgres':
      figures.connections.set({ state: 'used' }, engine.used);
      figures.connections.set({ state: 'idle' }, engine.idle);
  }
}

function showBacklog(figures: Figures, { openHolds, inbox, outbox, dead }: Backlog, now: number): void {
  const age = (at: number | null): number => (at === null ? 0 : Math.max(0, now - at) / 1000);
  figures.openHolds.set(openHolds);
  figures.inboxDue.set(inbox.due);
  figures.inboxOldest.set(age(inbox.oldestAt));
  figures.deadLetters.set({ box: 'inbox' }, dead.inbox);
  figures.deadLetters.set({ box: 'outbox' }, dead.outbox);
  for (const { outlet, due, oldestAt } of outbox) {
    figures.outboxDue.set({ outlet }, due);
    figures.outboxOldest.set({ outlet }, age(oldestAt));
  }
}

/** An old number would look like a new one. */
function forget(figures: Figures): void {
  const { openHolds, inboxDue, inboxOldest, settlementsWaiting, deadLetters, outboxDue, outboxOldest } = figures;
  for (const one of [openHolds, inboxDue, inboxOldest, settlementsWaiting]) one.remove();
  for (const one of [deadLetters, outboxDue, outboxOldest]) one.reset();
}
