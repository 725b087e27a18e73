// Asks a rail one question, with a timeout of its own; an error that the port does not name counts as no answer.
import type { Provider } from '../../contract/orders/orders.ts';
import { type Rail, RailRefused, RailUnavailable } from '../../rails/rail.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

export type RailAsking = {
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly config: Pick<UsecaseConfig, 'railTimeoutMs'>;
};

/** Throws RailUnavailable where there is no such rail or it is silent, and RailRefused where it says no for good. */
export async function askRail<A>(
  { rails, config }: RailAsking,
  provider: Provider,
  ask: { readonly signal: AbortSignal; question(rail: Rail, signal: AbortSignal): Promise<A> },
): Promise<A> {
  const rail = rails.get(provider);
  if (rail === undefined) throw new RailUnavailable(`the rail ${provider} is not set up`);
  const limited = AbortSignal.any([ask.signal, AbortSignal.timeout(config.railTimeoutMs)]);
  try {
    return await ask.question(rail, limited);
  } catch (error) {
    if (error instanceof RailUnavailable || error instanceof RailRefused || !limited.aborted) throw error;
    throw new RailUnavailable('the provider did not answer in time', { cause: error });
  }
}
