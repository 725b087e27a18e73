// A ledger in which a node begins nothing new once it has gone on for too long with settings that were replaced. What is begun already
// ends: its price stands in its hold, its amount in its order, and what was paid for a subscription is its provider's word.
import type { BillingSeen, BillingWrite } from '../billing/billing-store.ts';
import type { Decide } from '../commands.ts';
import { type Storage, StorageUnavailable } from '../storage.ts';
import type { SettingsStanding } from './watch-settings.ts';

export function stopBySettings(storage: Storage, standing: () => SettingsStanding): Storage {
  function orStop(): void {
    const now = standing();
    if (now.kind === 'over')
      throw new StorageUnavailable(`other settings were agreed on than this node has: ${now.names.join(', ')}`);
  }
  /** Decides, and stops where what is to be written would begin something. */
  const unless =
    <Seen, Write, A>(
      decide: Decide<Seen, Write, A>,
      begins: (write: Write, seen: Seen) => boolean,
    ): Decide<Seen, Write, A> =>
    (seen) => {
      const decided = decide(seen);
      if (decided.write !== null && begins(decided.write, seen)) orStop();
      return decided;
    };
  return {
    ...storage,
    reserveHold: (ask, decide) =>
      storage.reserveHold(
        ask,
        unless(decide, ({ kind }) => kind === 'hold'),
      ),
    changeOrder: (ask, decide) =>
      storage.changeOrder(
        ask,
        unless(decide, (_, { order }) => order === null),
      ),
    changeBilling: (named, decide) => storage.changeBilling(named, unless(decide, beginsSubscription)),
    // What a plan grants and what an invoice comes to go by the rate of credits and by the plans of the settings.
    billUsage: (ask, decide) =>
      storage.billUsage(
        ask,
        unless(decide, () => true),
      ),
    changeCycles: (ask, decide) =>
      storage.changeCycles(
        ask,
        unless(decide, () => true),
      ),
    /** None, so that none is kept from the nodes that may turn it. */
    leaseCycles: async (lease) => (standing().kind === 'over' ? [] : storage.leaseCycles(lease)),
  };
}

/** Whether somebody is to be shown the page on which they agree to pay for one. */
function beginsSubscription({ subscriptions = [] }: BillingWrite, seen: BillingSeen): boolean {
  const isOpen = new Set(seen.subscriptions.flatMap(({ id, status }) => (status === 'pending' ? [id] : [])));
  return subscriptions.some(({ id, status }) => status === 'pending' && !isOpen.has(id));
}
