// Where plans count, as the settings say; null: in the ledger itself.
import type { ServerSettings } from './settings/config.ts';
import { createMemoryCounters } from './storage/counters/memory.ts';
import type { CounterStore } from './storage/plans/counter-store.ts';

export async function openCounters(settings: ServerSettings): Promise<CounterStore | null> {
  const { USAGE_STORE: store, USAGE_TABLE: table, AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: endpoint } = settings;
  switch (store) {
    case 'sqlite':
      return null;
    case 'memory':
      return createMemoryCounters();
    case 'dynamo': {
      // Loaded only where it is used: it is large.
      const { openDynamoCounters } = await import('./storage/counters/dynamo/dynamo-counters.ts');
      return openDynamoCounters({
        table: table ?? '',
        region: region ?? '',
        ...(endpoint === undefined ? {} : { endpoint }),
      });
    }
  }
}
