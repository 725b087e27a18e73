// A price as it stands in a row, also as earlier versions wrote it.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientHolder } from '../../../server/domain/holds/hold.ts';
import { boundOf, noUsage } from '../../../server/domain/holds/price.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { ratePer } from '../../../server/domain/rate.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { readPrice, toStoredPrice } from '../../../server/storage/rows/stored-price.ts';
import { holdId, start, temporaryFolder } from '../../support/server-ledger.ts';

it('a price comes back from its row as it went in', () => {
  const rate = fc.tuple(fc.nat(), fc.constantFrom(1, 1_000, 1_000_000)).map(([sum, per]) => ratePer(sum, per));
  const rates = fc.record(
    {
      request: rate,
      input: rate,
      cached_input: rate,
      output: rate,
      reasoning: rate,
      byte: rate,
      minute: rate,
      image: rate,
    },
    { requiredKeys: [] },
  );
  const price = fc.oneof(
    fc.record({ kind: fc.constant('flat' as const), perRequest: fc.nat().map(microcredits) }),
    fc.record({ kind: fc.constant('metered' as const), minimum: fc.nat().map(microcredits), rates }),
  );
  fc.assert(
    fc.property(price, (made) => {
      expect(readPrice(JSON.parse(JSON.stringify(toStoredPrice(made))))).toEqual(made);
    }),
  );
});

it('a price by use from before prices for a thousand or a million units costs what it did', () => {
  const earlier = {
    kind: 'metered',
    base: 10,
    minimum: 4,
    perInputToken: 1,
    inputMultiplier: 500_000,
    perOutputToken: 2,
    outputMultiplier: 1_250_000,
    perKilobyte: 3,
    perSecond: 4,
    perImage: 5,
  };
  const used = { promptTokens: 3, completionTokens: 21, responseBytes: 1_500, durationMs: 250, images: 2 };
  // 10 + 0.5·3 + 2.5·21 + 3·1.5 + 4·0.25 + 5·2 = 79.5
  expect(boundOf(readPrice(earlier), used)).toBe(80);
  expect(() => readPrice({ ...earlier, perImage: undefined })).toThrow('perImage');
});

it('an end that waits to be settled keeps the price that it is charged by', async () => {
  const folder = temporaryFolder();
  const outbox = openSettlementOutbox(`${folder.path}/ledger.db.settlements`);
  const price = { kind: 'metered' as const, minimum: microcredits(1), rates: { output: ratePer(15, 1_000_000) } };
  const hold = { id: holdId(), holder: clientHolder('visitor') };
  const ending = { kind: 'capture', usage: noUsage, outcome: 'completed', price } as const;
  await outbox.put({ hold, ending }, start);
  expect(await outbox.due({ now: start, latest: start, limit: 5 })).toEqual([{ hold, ending, attempts: 0 }]);
  await outbox.close();
  folder.remove();
});
