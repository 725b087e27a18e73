// Puts together what hosted models need: the catalogue, the answers, their charges, and the settling of what could not be written.
import type { Log } from '../../lib/log.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import type { SettlementOutbox } from '../../storage/holds/settlement-outbox.ts';
import type { UpstreamOffer } from '../../upstream/offer.ts';
import type { ChargeEngine } from '../holds/charge.ts';
import { createSettler } from '../holds/settler.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import type { PriceDesk } from '../prices/price-desk.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { createCatalogue } from './catalogue.ts';
import { completeHosted } from './complete.ts';
import { listModels } from './list-models.ts';
import { readCharge } from './read-charge.ts';

type HostedDeps = {
  readonly hosted?: { readonly offers: readonly UpstreamOffer[]; readonly settlements: SettlementOutbox };
  readonly storage: Pick<HoldStore, 'readPayer'>;
  readonly engine: ChargeEngine;
  readonly desk: PlanDesk;
  readonly prices: PriceDesk;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly newId: () => string;
  readonly log: Log;
};

export function serveHosted({ hosted, ...deps }: HostedDeps) {
  const { engine, clock, log } = deps;
  const catalogue = createCatalogue({ offers: hosted?.offers ?? [], clock, log });
  const settler = createSettler({ engine, outbox: hosted?.settlements ?? nothingWaits, clock, log });
  return {
    models: listModels({ ...deps, catalogue }),
    complete: completeHosted({ ...deps, catalogue, settler, elapsed: () => performance.now() }),
    charge: readCharge(deps),
    settleWaiting: (signal: AbortSignal) => settler.retry(signal),
    /** Resolves when every answer that has ended is settled, or waits in the outbox. */
    settled: () => settler.settled(),
  };
}

/** Where nothing is offered, nothing ends. */
const nothingWaits: SettlementOutbox = {
  put: () => Promise.reject(new Error('there is no outbox')),
  due: () => Promise.resolve([]),
  later: () => Promise.resolve(),
  done: () => Promise.resolve(),
  count: () => Promise.resolve(0),
  close: () => Promise.resolve(),
};
