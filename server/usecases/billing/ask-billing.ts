// Asks the provider that keeps subscriptions and invoices one question, with a timeout of its own.
import { type BillingRail, type BillingWay } from '../../rails/billing-rail.ts';
import { RailRefused, RailUnavailable } from '../../rails/rail.ts';
import type { Log } from '../../lib/log.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

export type BillingAsking = {
  /** null: no provider keeps subscriptions. */
  readonly billing: BillingWay | null;
  readonly config: Pick<UsecaseConfig, 'railTimeoutMs'>;
};

/** Throws RailUnavailable where the provider is silent, and RailRefused where it says no for good. */
export async function askBilling<A>(
  { billing, config }: BillingAsking,
  signal: AbortSignal,
  question: (rail: BillingRail, signal: AbortSignal) => Promise<A>,
): Promise<A> {
  if (billing === null) throw new RailUnavailable('no provider keeps subscriptions');
  const limited = AbortSignal.any([signal, AbortSignal.timeout(config.railTimeoutMs)]);
  try {
    return await question(billing.rail, limited);
  } catch (error) {
    if (error instanceof RailUnavailable || error instanceof RailRefused || !limited.aborted) throw error;
    throw new RailUnavailable('the provider did not answer in time', { cause: error });
  }
}

/** How the provider's refusal or silence is told to whoever asked for something here. */
export async function orProviderNo<A>(log: Log, about: object, work: () => Promise<A>): Promise<A | Refused> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RailRefused) {
      log.warn({ ...about, no: error.no }, 'the provider refused');
      return refusal('provider_refused', error.no);
    }
    if (!(error instanceof RailUnavailable)) throw error;
    log.warn({ ...about, reason: error.message }, 'the provider did not answer');
    return refusal('provider_unavailable', { retry_after_s: 5 });
  }
}
