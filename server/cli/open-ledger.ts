// Opens the ledger for commands that need no HTTP: without the rails, or with them where money is given back.
import { v7 as uuidv7 } from 'uuid';
import type { ServerSettings } from '../settings/config.ts';
import { systemClock } from '../lib/clock.ts';
import { openLedger, type OpenLedger } from '../open-ledger.ts';
import { type OpenRails, openRails } from '../open-rails.ts';
import { outletsIn } from '../settings/outlet-settings.ts';
import { rulesOf } from '../settings/rules.ts';
import type { SharedByNodes } from '../storage/nodes/shared-by-nodes.ts';
import { createUsecases, type Usecases } from '../usecases/create-usecases.ts';

type Work<T> = (
  usecases: Pick<
    Usecases,
    'operator' | 'plans' | 'prices' | 'wallets' | 'deadLetters' | 'refunds' | 'reports' | 'suspense'
  >,
  nodes: SharedByNodes | null,
) => Promise<T>;

/** Runs `work` with the operator's side of the use cases, and closes the file whatever happens. */
export function withLedger<T>(settings: ServerSettings, work: Work<T>): Promise<T> {
  return onLedger(settings, () => null, work);
}

/** As `withLedger`, with the ways to pay that the settings name; a server may run beside it. */
export function withPayments<T>(settings: ServerSettings, work: Work<T>): Promise<T> {
  const base = () => settings.PUBLIC_URL ?? '';
  return onLedger(
    settings,
    ({ clock, nodes }) => openRails(settings, { clock, base, papers: nodes?.papers ?? null }),
    work,
  );
}

async function onLedger<T>(
  settings: ServerSettings,
  openWays: (ledger: OpenLedger) => OpenRails | null,
  work: Work<T>,
): Promise<T> {
  const ledger = await openLedger(settings, systemClock);
  const { storage, clock, nodes } = ledger;
  const ways = openWays(ledger);
  const usecases = createUsecases({
    storage,
    rails: ways?.rails ?? new Map(),
    clock,
    config: rulesOf(settings),
    newId: uuidv7,
    receivers: outletsIn(settings),
  });
  try {
    return await work(usecases, nodes);
  } finally {
    await usecases.worker.close();
    await ways?.close();
    await storage.close();
  }
}
