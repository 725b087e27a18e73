// Waits until a run is over and its price is known.
import type { RunId } from '../../../src/preload/contract/ids.ts';
import type { CoreClient } from '../core-scene.ts';

export async function readSettled(client: CoreClient, runId: RunId): Promise<void> {
  for await (const _ of await client.runs.watch({ runId, after: 0 })) continue;
}
