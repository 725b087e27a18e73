// Opens the ledger for commands that need no HTTP: without the rails, or with them where money is given back.
import { dirname } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { makeFolder } from '../lib/make-folder.ts';
import type { ServerSettings } from '../settings/config.ts';
import { systemClock } from '../lib/clock.ts';
import { openLedger } from '../open-ledger.ts';
import { type OpenRails, openRails } from '../open-rails.ts';
import { outletsIn } from '../settings/outlet-settings.ts';
import { rulesOf } from '../settings/rules.ts';
import { createUsecases, type Usecases } from '../usecases/create-usecases.ts';

/** Runs `work` with the operator's side of the use cases, and closes the file whatever happens. */
export async function withLedger<T>(
  settings: ServerSettings,
  work: (
    usecases: Pick<
      Usecases,
      'operator' | 'plans' | 'prices' | 'wallets' | 'deadLetters' | 'refunds' | 'reports' | 'suspense'
    >,
  ) => Promise<T>,
  rails: OpenRails['rails'] = new Map(),
): Promise<T> {
  const { storage, clock } = await openLedger(settings, systemClock);
  const usecases = createUsecases({
    storage,
    rails,
    clock,
    config: rulesOf(settings),
    newId: uuidv7,
    receivers: outletsIn(settings),
  });
  try {
    return await work(usecases);
  } finally {
    await usecases.worker.close();
    await storage.close();
  }
}

/** As `withLedger`, with the ways to pay that the settings name; a server may run beside it. */
export async function withPayments<T>(settings: ServerSettings, work: Parameters<typeof withLedger<T>>[1]): Promise<T> {
  makeFolder(dirname(settings.DB_PATH));
  const { rails, close } = openRails(settings, systemClock, () => settings.PUBLIC_URL ?? '');
  try {
    return await withLedger(settings, work, rails);
  } finally {
    await close();
  }
}
