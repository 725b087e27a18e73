// Counters in a table of DynamoDB, which any number of servers may share.
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { CounterWindow, PlanCount } from '../../../domain/plans/plan.ts';
import type { CounterStore } from '../../plans/counter-store.ts';
import { StorageUnavailable } from '../../storage.ts';
import { type Group, type ItemKey, type Slot, groupsOf } from './places.ts';

export type DynamoOptions = {
  readonly table: string;
  readonly region: string;
  /** Another address than AWS's own, as for a server that only speaks like it. */
  readonly endpoint?: string;
  /** How long one request may take. Default 3,000. */
  readonly requestMs?: number;
};

/** Kept for so long after their window, and then deleted by DynamoDB, whose clock is not ours. */
const keptSeconds = 7 * 86_400;

/** The credentials are found where AWS's own tools look for them. */
export function openDynamoCounters({ table, region, endpoint, requestMs = 3_000 }: DynamoOptions): CounterStore {
  const common = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { connectionTimeout: 1_000, requestTimeout: requestMs, throwOnRequestTimeout: true },
  };
  const patient = new DynamoDBClient({ ...common, maxAttempts: 3 });
  // What gives back is not repeated: a reply may be lost after its effect, and then one would count too few.
  const once = new DynamoDBClient({ ...common, maxAttempts: 1 });

  async function readGroup({ item, placed }: Group<CounterWindow>): Promise<readonly PlanCount[]> {
    const { Item = {} } = await answered(() =>
      patient.send(new GetItemCommand({ TableName: table, Key: keyOf(item), ConsistentRead: true })),
    );
    return placed.map(({ slot, window }) => ({ ...window, used: usedIn(Item[slot], window) }));
  }

  async function addToGroup({ item, placed }: Group<PlanCount>): Promise<boolean> {
    const mark = randomUUID();
    const lastEnd = Math.max(...placed.map(({ window }) => window.endsAt));
    const written = placed.map(({ slot, window }, at) => oneMore(slot, window, at));
    const update: UpdateItemCommandInput = {
      TableName: table,
      Key: keyOf(item),
      UpdateExpression: `SET ${[...written.map(({ set }) => set), 'mark = :mark', 'expires_at = :expires_at'].join(', ')}`,
      ConditionExpression: written.map(({ isAsRead }) => `(${isAsRead})`).join(' AND '),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: Object.assign(
        { ':mark': { S: mark }, ':expires_at': { N: String(Math.ceil(lastEnd / 1000) + keptSeconds) } },
        ...written.map(({ values }) => values),
      ),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    try {
      await answered(() => patient.send(new UpdateItemCommand(update)));
      return true;
    } catch (failed) {
      if (!(failed instanceof ConditionalCheckFailedException)) throw failed;
      // A repeat of ours after a reply that was lost finds what the first try has done.
      return failed.Item?.['mark']?.S === mark;
    }
  }

  async function giveOneBack(item: ItemKey, slot: Slot, { key, endsAt }: CounterWindow): Promise<void> {
    const update: UpdateItemCommandInput = {
      TableName: table,
      Key: keyOf(item),
      UpdateExpression: `SET ${slot}.#used = ${slot}.#used - :one`,
      ConditionExpression: `${slot}.#key = :key AND ${slot}.#ends_at = :ends_at AND ${slot}.#used >= :one`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':one': { N: '1' }, ':key': { S: key }, ':ends_at': { N: String(endsAt) } },
    };
    try {
      await answered(() => once.send(new UpdateItemCommand(update)));
    } catch (failed) {
      if (!(failed instanceof ConditionalCheckFailedException)) throw failed;
    }
  }

  async function giveBack(windows: readonly CounterWindow[]): Promise<void> {
    for (const { item, placed } of groupsOf(windows))
      for (const { slot, window } of placed) await giveOneBack(item, slot, window);
  }

  return {
    async read(windows) {
      const read = (await Promise.all(groupsOf(windows).map(readGroup))).flat();
      return windows.map((window) => read.find(({ key }) => key === window.key) ?? { ...window, used: 0 });
    },
    async addOne(read) {
      const done: CounterWindow[] = [];
      for (const group of groupsOf(read)) {
        if (!(await addToGroup(group))) {
          await giveBack(done);
          return false;
        }
        done.push(...group.placed.map(({ window }) => window));
      }
      return true;
    },
    giveBack,
    // DynamoDB deletes by expires_at itself.
    forget: () => Promise.resolve(),
    close() {
      patient.destroy();
      once.destroy();
      return Promise.resolve();
    },
  };
}

const names = { '#key': 'key', '#ends_at': 'ends_at', '#used': 'used' };

type Item = Record<string, AttributeValue>;

function keyOf({ owner, month }: ItemKey): Item {
  return { owner: { S: owner }, month: { S: month } };
}

function usedIn(count: AttributeValue | undefined, { key, endsAt }: CounterWindow): number {
  const { key: whose, ends_at: until, used } = count?.M ?? {};
  return whose?.S === key && Number(until?.N) === endsAt ? Number(used?.N ?? 0) : 0;
}

/** What counts one more in a slot, and the condition that it still stands as it was read. */
function oneMore(slot: Slot, { key, endsAt, used }: PlanCount, at: number) {
  const [name, end, was, now] = [`:key${at}`, `:ends_at${at}`, `:used${at}`, `:now${at}`];
  const isThis = `${slot}.#key = ${name} AND ${slot}.#ends_at = ${end}`;
  const other = `attribute_not_exists(${slot}) OR ${slot}.#key <> ${name} OR ${slot}.#ends_at <> ${end}`;
  const count = { key: { S: key }, ends_at: { N: String(endsAt) }, used: { N: String(used + 1) } };
  return {
    set: `${slot} = ${now}`,
    isAsRead: used === 0 ? `${other} OR ${slot}.#used = ${was}` : `${isThis} AND ${slot}.#used = ${was}`,
    values: {
      [name]: { S: key },
      [end]: { N: String(endsAt) },
      [was]: { N: String(used) },
      [now]: { M: count },
    } satisfies Item,
  };
}

/** A condition that does not hold is an answer; everything else is an outage. */
async function answered<A>(ask: () => Promise<A>): Promise<A> {
  try {
    return await ask();
  } catch (failed) {
    if (failed instanceof ConditionalCheckFailedException) throw failed;
    const { name } = failed instanceof Error ? failed : { name: 'Error' };
    throw new StorageUnavailable(`DynamoDB did not count: ${name}`, { cause: failed });
  }
}
