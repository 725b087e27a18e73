// Counters of plans in a table, against a server that speaks like DynamoDB.
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CounterKey, CounterWindow } from '../../server/domain/plans/plan.ts';
import { brand } from '../../server/lib/brand.ts';
import { silentLog } from '../../server/lib/log.ts';
import { countElsewhere } from '../../server/storage/counters/count-elsewhere.ts';
import { openDynamoCounters } from '../../server/storage/counters/dynamo/dynamo-counters.ts';
import type { CounterStore } from '../../server/storage/plans/counter-store.ts';
import { openSqliteStorage } from '../../server/storage/sqlite/open-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { count, end, usedIn } from '../server/storage/conformance/fixtures.ts';
import { holdId } from '../support/ledger-values.ts';
import { type Folder, temporaryFolder } from '../support/server-ledger.ts';
import { ensureMoto, startMoto } from './moto.ts';

const moto = await ensureMoto();
if (moto.kind === 'not_here') console.log(`DynamoDB: not here, because ${moto.reason}.`);

const region = 'eu-central-1';
const month = { key: brand<CounterKey>('month:1793491200000:user:7'), endsAt: 1_796_083_200_000 };
const day = { key: brand<CounterKey>('day:1793577600000:user:7'), endsAt: 1_793_664_000_000 };

describe.runIf(moto.kind === 'here')('counters in DynamoDB', () => {
  let server: { readonly url: string; stop(): Promise<void> };
  let client: DynamoDBClient;
  let folder: Folder;
  let table: string;
  let opened: { readonly ledger: Storage; readonly counters: CounterStore; readonly storage: Storage }[];
  let tables = 0;

  beforeAll(async () => {
    if (moto.kind !== 'here') return;
    process.env['AWS_ACCESS_KEY_ID'] = 'test';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
    server = await startMoto(moto.python);
    client = new DynamoDBClient({ region, endpoint: server.url });
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });

  function open() {
    const ledger = openSqliteStorage({ path: join(folder.path, 'ledger.db') });
    const counters = openDynamoCounters({ table, region, endpoint: server.url });
    const one = { ledger, counters, storage: countElsewhere(ledger, counters, silentLog) };
    opened.push(one);
    return one;
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    table = `usage-${(tables += 1)}`;
    opened = [];
    // As docs/operators/dynamodb/usage.tf makes it.
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'owner', AttributeType: 'S' },
          { AttributeName: 'month', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'month', KeyType: 'RANGE' },
        ],
      }),
    );
  });
  afterEach(async () => {
    for (const { ledger, counters } of opened) {
      await ledger.close();
      await counters.close();
    }
    folder.remove();
  });

  it('counts in every window of a message, or in none, and gives back what is released', async () => {
    const { storage } = open();
    const other = open();
    expect(await usedIn(storage, [month, day])).toEqual([0, 0]);
    const id = holdId();
    await count(storage, [month, day], { id, limit: 2 });
    expect(await usedIn(other.storage, [month, day])).toEqual([1, 1]);
    expect(await count(other.storage, [month, day], { limit: 1 })).toBe('full');
    await end(storage, id, { kind: 'release', reason: 'x' });
    expect(await usedIn(other.storage, [month, day])).toEqual([0, 0]);
    await other.counters.giveBack([month]);
    expect(await usedIn(storage, [month])).toEqual([0]);
  });

  it('lets exactly as many through as the limit says, whichever server is asked', async () => {
    const both = [open(), open()];
    const asked = Array.from({ length: 40 }, (_, i) =>
      count((both[i % 2] ?? open()).storage, [month, day], { limit: 10 }),
    );
    expect((await Promise.all(asked)).filter((answer) => answer === 'counted')).toHaveLength(10);
    expect(await usedIn(open().storage, [month, day])).toEqual([10, 10]);
  });

  it('a window under another end counts from nothing', async () => {
    const { counters } = open();
    const minute = (endsAt: number): CounterWindow => ({ key: brand<CounterKey>('minute:token:ff'), endsAt });
    await counters.addOne([{ ...minute(60_000), used: 0 }]);
    expect(await counters.read([minute(60_000)])).toMatchObject([{ used: 1 }]);
    expect(await counters.read([minute(120_000)])).toMatchObject([{ used: 0 }]);
    expect(await counters.addOne([{ ...minute(120_000), used: 1 }])).toBe(false);
    expect(await counters.addOne([{ ...minute(120_000), used: 0 }])).toBe(true);
  });

  it('one message is one item with one conditional update, which expires by itself', async () => {
    const { storage } = open();
    await count(storage, [month, day]);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { owner: { S: 'user:7' }, month: { S: '2026-11' } } }),
    );
    expect(Item).toMatchObject({
      month_count: { M: { used: { N: '1' } } },
      day_count: { M: { used: { N: '1' } } },
      expires_at: { N: String(month.endsAt / 1000 + 7 * 86_400) },
    });
  });
});
