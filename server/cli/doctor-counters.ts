// Whether what plans count can be read where the settings put it.
import { brand } from '../lib/brand.ts';
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import { openCounters } from '../open-counters.ts';
import type { ServerSettings } from '../settings/config.ts';
import { doctorWords as words } from '../words/commands/doctor.ts';
import type { CounterKey } from '../domain/plans/plan.ts';

type Looked = { readonly isWell: boolean; readonly isWarning?: boolean; readonly text: string };

export async function lookAtCounters(settings: ServerSettings): Promise<readonly Looked[]> {
  const { USAGE_STORE: store, USAGE_TABLE: table = '' } = settings;
  if (store === 'sqlite') return [];
  if (store === 'memory') return [asLooked(warning(words.countedInMemory))];
  const counters = await openCounters(settings);
  try {
    await counters?.read([{ key: brand<CounterKey>('minute:doctor'), endsAt: 0 }]);
    return [asLooked(well(words.countedInTable(table)))];
  } catch (error) {
    return [asLooked(wrong(words.tableBad(table, error instanceof Error ? error.message : String(error))))];
  } finally {
    await counters?.close();
  }
}

function asLooked({ kind, text }: SetupFinding): Looked {
  return { isWell: kind !== 'wrong', isWarning: kind === 'warning', text };
}
