// Limits and minutes in a real Valkey or Redis, and what becomes of them when it fails. Without a server it says "not here".
import { basename, join } from 'node:path';
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { brand } from '../../../server/lib/brand.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import { silentLog } from '../../../server/lib/log.ts';
import { countMinutesElsewhere } from '../../../server/storage/counters/count-minutes-elsewhere.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import type { CounterKey } from '../../../server/domain/plans/plan.ts';
import { type LimitStore, LimitsAway } from '../../../server/storage/limits/limit-store.ts';
import { type OpenValkey, openValkey } from '../../../server/storage/valkey/open-valkey.ts';
import { until } from '../../support/companion.ts';
import { temporaryFolder } from '../../support/server-ledger.ts';
import { count, planAsk, usedIn } from '../../server/storage/conformance/fixtures.ts';
import { provesLimits, under } from '../../server/storage/limits/conformance.ts';
import { type ValkeyServer, startValkey, valkeyPrograms } from './valkey-server.ts';

const programs = await valkeyPrograms();
const notHere = 'not here: neither valkey-server nor redis-server is installed';
const isHere = programs.length > 0;
const named = (isHere ? programs : ['valkey-server']).map((program) => ({ name: basename(program), program }));

describe.each(named)('$name', ({ name, program }) => {
  let server: ValkeyServer;
  let admin: Redis;
  const opened: OpenValkey[] = [];
  const changes: (string | null)[] = [];

  beforeAll(async () => {
    if (isHere) server = await startValkey(program);
  });
  afterAll(async () => {
    if (isHere) await server.close();
  });
  beforeEach((context) => {
    if (!isHere) return context.skip(notHere);
    admin = new Redis(server.port, '127.0.0.1');
    admin.on('error', () => undefined);
  });
  afterEach(async () => {
    if (!isHere) return;
    for (const one of opened.splice(0)) await one.close();
    changes.splice(0);
    await admin.config('SET', 'maxmemory', '0');
    await admin.flushall();
    admin.disconnect();
  });

  async function open(url = server.url, waitMs = 5_000): Promise<OpenValkey> {
    const one = await openValkey({
      url,
      waitMs,
      salt: 'the salt of all nodes',
      clock: systemClock,
      onChange: (trouble) => changes.push(trouble?.reason ?? null),
    });
    opened.push(one);
    return one;
  }

  const take = async ({ limits }: { readonly limits: LimitStore }) =>
    (await limits.take([under('ip', 'network', 1_000)])).counts[0]?.used;
  /** What is counted at last, once it counts again. */
  const again = (one: OpenValkey) =>
    until(
      async () => take(one).catch(() => 'away'),
      (used) => used !== 'away',
    );

  provesLimits({
    name,
    open: async () => [(await open()).limits, (await open()).limits],
  });

  it('keeps no address and no token in clear, and nothing without an end', async () => {
    const one = await open();
    await one.limits.take([under('strict:ip', '203.0.113.7', 5), under('strict:client', 'token-of-somebody', 5)]);
    await one.limits.count(under('proof', '203.0.113.7', 5));
    await one.minutes.addOne([{ key: brand<CounterKey>('minute:user:ada'), endsAt: 60_000, used: 0 }]);
    const keys = await admin.keys('*');
    expect(keys).toHaveLength(4);
    expect(keys.join('\n')).not.toMatch(/203|113|token-of|ada/);
    expect(keys.every((key) => key.startsWith('{tallystick}:'))).toBe(true);
    for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0);
  });

  it('gives a key that somebody has left without an end its window again', async () => {
    const one = await open();
    await take(one);
    const [key = ''] = await admin.keys('*');
    await admin.persist(key);
    expect(await take(one)).toBe(1);
    expect(await admin.pttl(key)).toBeGreaterThan(0);
  });

  it('counts a minute only as it was read, gives it back, and keeps another end apart', async () => {
    const [one, other] = [await open(), await open()];
    const minute = (endsAt: number) => ({ key: brand<CounterKey>('minute:user:7'), endsAt });
    const read = async () => (await other.minutes.read([minute(60_000)]))[0]?.used;
    expect(await one.minutes.addOne([{ ...minute(60_000), used: 0 }])).toBe(true);
    expect(await other.minutes.addOne([{ ...minute(60_000), used: 0 }])).toBe(false);
    expect(await other.minutes.addOne([{ ...minute(60_000), used: 1 }])).toBe(true);
    expect(await other.minutes.read([minute(60_000), minute(120_000)])).toMatchObject([{ used: 2 }, { used: 0 }]);
    await one.minutes.giveBack([minute(60_000)]);
    expect(await read()).toBe(1);
    await Promise.all([1, 2, 3].map(() => one.minutes.giveBack([minute(60_000)])));
    expect(await read()).toBe(0);
  });

  it('lets exactly as many messages of a plan’s minute through as it says, over two nodes of one ledger', async () => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    const nodes = await Promise.all(
      [1, 2].map(async () => {
        const ledger = openSqliteStorage({ path });
        return { ledger, storage: countMinutesElsewhere(ledger, (await open()).minutes, silentLog) };
      }),
    );
    const { minute } = planAsk([]);
    const asked = Array.from({ length: 40 }, (_, at) =>
      Promise.all(nodes.slice(at % 2, (at % 2) + 1).map(({ storage }) => count(storage, [minute], { limit: 10 }))),
    );
    expect((await Promise.all(asked)).flat().filter((answer) => answer === 'counted')).toHaveLength(10);
    for (const { storage } of nodes) expect(await usedIn(storage, [minute])).toEqual([10]);
    for (const { ledger } of nodes) await ledger.close();
    folder.remove();
  });

  it('counts on where its scripts were forgotten', async () => {
    const one = await open();
    expect(await take(one)).toBe(1);
    await admin.script('FLUSH');
    expect(await take(one)).toBe(2);
    expect(changes).toEqual([]);
  });

  it('begins anew where it was flushed', async () => {
    const one = await open();
    await take(one);
    await admin.flushall();
    expect(await take(one)).toBe(1);
  });

  it('is away while its memory is full, and tells it once', async () => {
    const one = await open();
    await take(one);
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    await admin.config('SET', 'maxmemory', '1');
    for (let turn = 0; turn < 5; turn += 1) await expect(take(one)).rejects.toThrow(LimitsAway);
    expect(await one.answers()).toBe(false);
    await admin.config('SET', 'maxmemory', '0');
    expect(await again(one)).toBe(2);
    expect(changes).toEqual([expect.stringMatching(/^OOM/), null]);
  });

  it('is away at once when it is killed, and counts again when it is back', async () => {
    const one = await open();
    await take(one);
    await server.kill();
    await expect.poll(() => one.answers(), { timeout: 60_000 }).toBe(false);
    await expect(take(one)).rejects.toThrow(LimitsAway);
    await server.start();
    expect(await again(one)).toBe(1);
    expect(await one.answers()).toBe(true);
    expect(changes).toEqual([expect.any(String), null]);
  });

  it('costs no more than the wait while it is silent, and nothing once that is known', async () => {
    const one = await open(server.url, 50);
    await take(one).catch(() => undefined);
    server.signal('SIGSTOP');
    await expect.poll(() => one.answers(), { timeout: 60_000 }).toBe(false);
    await expect(take(one)).rejects.toThrow(LimitsAway);
    server.signal('SIGCONT');
    expect(await again(one)).toEqual(expect.any(Number));
    expect(changes.at(-1)).toBeNull();
  });

  it('says what is wrong with a password, and not the password', async () => {
    const one = await open(`redis://nobody:a-wrong-secret@127.0.0.1:${server.port}`);
    await expect(take(one)).rejects.toThrow(/WRONGPASS|NOAUTH/);
    expect(JSON.stringify(changes)).not.toContain('a-wrong-secret');
  });
});
