// What the counters make of a table that fails, hangs and answers twice. A server that speaks like DynamoDB is tried in the live tests.
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CounterKey } from '../../../../server/domain/plans/plan.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { openDynamoCounters } from '../../../../server/storage/counters/dynamo/dynamo-counters.ts';
import type { CounterStore } from '../../../../server/storage/plans/counter-store.ts';
import { StorageUnavailable } from '../../../../server/storage/storage.ts';

type Asked = { readonly action: string; readonly body: Record<string, unknown> };
type Said = { readonly status: number; readonly body: unknown } | 'cut' | 'silence';

let server: Server;
let counters: CounterStore;
let asked: Asked[];
let answers: ((asked: Asked) => Said)[];

beforeEach(async () => {
  asked = [];
  answers = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const one = { action, body: JSON.parse(Buffer.concat(parts).toString()) };
      asked.push(one);
      const said = (answers.shift() ?? (() => ({ status: 500, body: {} })))(one);
      if (said === 'silence') return;
      if (said === 'cut') return void request.socket.destroy();
      response.writeHead(said.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  counters = openDynamoCounters({
    table: 'usage',
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    requestMs: 200,
  });
});

afterEach(async () => {
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  await counters.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const month = { key: brand<CounterKey>('month:1793491200000:user:7'), endsAt: 1_796_083_200_000 };
const failedCheck = (item: unknown): Said => ({
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'no', Item: item },
});
const markOf = ({ body }: Asked): unknown => Reflect.get(Object(body['ExpressionAttributeValues']), ':mark');

it('a count that another server changed is not added to', async () => {
  answers = [() => failedCheck({ mark: { S: 'another' } })];
  expect(await counters.addOne([{ ...month, used: 3 }])).toBe(false);
});

it('a count whose reply was lost is not added a second time', async () => {
  answers = [() => 'cut', (again) => failedCheck({ mark: markOf(again) })];
  expect(await counters.addOne([{ ...month, used: 3 }])).toBe(true);
  expect(asked.map(markOf)).toEqual([
    markOf(asked[0] ?? { action: '', body: {} }),
    markOf(asked[0] ?? { action: '', body: {} }),
  ]);
});

it('what gives back is asked once, whatever becomes of the reply', async () => {
  answers = [() => 'cut'];
  await expect(counters.giveBack([month])).rejects.toThrow(StorageUnavailable);
  expect(asked).toHaveLength(1);
});

it('a table that does not answer is an outage', async () => {
  answers = [() => 'silence', () => 'silence', () => 'silence'];
  await expect(counters.read([month])).rejects.toThrow(StorageUnavailable);
});

it('a table that is not there is an outage whose message names what is wrong', async () => {
  answers = [
    () => ({
      status: 400,
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'no' },
    }),
  ];
  await expect(counters.read([month])).rejects.toThrow('ResourceNotFoundException');
});
