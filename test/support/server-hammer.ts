// A process to be killed: reserves and captures as fast as it can, and says on stdout what it was told is done.
// Arguments: the ledger's file, the token. Lines: "reserved <id>" and "captured <id>", each written after the answer.
import { createHash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { HoldId } from '../../server/contract/holds.ts';
import { TokenHash } from '../../server/contract/orders.ts';
import { systemClock } from '../../server/lib/clock.ts';
import { openSqliteStorage } from '../../server/storage/sqlite/open-storage.ts';
import { createUsecases } from '../../server/usecases/create-usecases.ts';
import { usecaseDefaults } from '../../server/usecases/usecase-config.ts';
import type { Caller } from '../../server/usecases/usecases.ts';

const [path = '', token = ''] = process.argv.slice(2);
const storage = openSqliteStorage({ path });
const usecases = createUsecases({
  storage,
  rails: new Map(),
  clock: systemClock,
  config: usecaseDefaults,
  newId: randomUUID,
});
const caller: Caller = { kind: 'token', tokenHash: TokenHash.parse(createHash('sha256').update(token).digest('hex')) };

async function hammer(): Promise<void> {
  for (;;) {
    const id = HoldId.parse(randomUUID());
    const reserved = await usecases.holds.reserve(caller, { id, model: 'm', venue: 'local' });
    if (reserved.kind === 'refused') throw new Error(reserved.detail);
    writeSync(1, `reserved ${id}\n`);
    await usecases.holds.capture(caller, id, { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 }, 'completed');
    writeSync(1, `captured ${id}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, () => hammer()));
