// How long an API key is believed, what its budget counts in, and how often its use is written down.
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiKeyTerms, ApiKeyTerms as Terms } from '../../../server/contract/keys/api-keys.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { silentLog } from '../../../server/lib/log.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import type { KeyStore } from '../../../server/storage/keys/key-store.ts';
import { createKeyFinder, type KeyFound } from '../../../server/usecases/keys/find-key.ts';
import { keepKeys } from '../../../server/usecases/keys/keep-keys.ts';
import { newApiKey } from '../../../server/lib/api-key.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { holdId, temporaryFolder } from '../../support/server-ledger.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 31, 12);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Two processes on one file: `here` revokes, `there` only looks. */
function twoProcesses() {
  const folder = temporaryFolder();
  const storage = openSqliteStorage({ path: `${folder.path}/ledger.db` });
  const clock = createFakeClock(start);
  const notes: number[] = [];
  /** What was read arrives only then. */
  const gate: { until: Promise<void> | null } = { until: null };
  const watched: KeyStore & typeof storage = {
    ...storage,
    async readKey(hash) {
      const found = await storage.readKey(hash);
      await gate.until;
      return found;
    },
    noteKeyUse(use) {
      notes.push(use.at);
      return storage.noteKeyUse(use);
    },
  };
  const here = createKeyFinder({ storage: watched, clock, log: silentLog });
  const there = createKeyFinder({ storage, clock, log: silentLog });
  const keys = keepKeys({
    storage,
    clock,
    newId: holdId,
    newKey: newApiKey,
    config: usecaseDefaults,
    forgetKeys: () => here.forget(),
  });
  open.push({
    async close() {
      await storage.close();
      folder.remove();
    },
  });
  async function make(terms: Partial<ApiKeyTerms> = {}) {
    const made = await keys.make({ kind: 'user', user: 'ada' }, Terms.parse({ name: 'k', ...terms }));
    if (made.kind !== 'made') throw new Error(made.code);
    return made;
  }
  return { clock, here, there, keys, make, notes, storage, gate };
}

const windowsOf = (found: KeyFound | null) =>
  found?.kind === 'user' ? found.key?.budgets.map(({ key, endsAt, limit }) => [key, endsAt, limit]) : null;

describe('a key', () => {
  it('stops at once where it was revoked, and three seconds later everywhere', async () => {
    const { clock, here, there, keys, make } = twoProcesses();
    const { secret, key } = await make();
    const ada = { kind: 'user', user: 'ada', subject: 'ada', scope: 'user', org: null };
    expect(await here.find(secret)).toMatchObject(ada);
    expect(await there.find(secret)).toMatchObject(ada);
    expect([here.recall(secret), there.recall(secret)]).toMatchObject([ada, ada]);
    await keys.revoke({ kind: 'all' }, key.id);
    expect(here.recall(secret)).toBeNull();
    expect(await here.find(secret)).toBeNull();
    await clock.advance(2_999);
    expect(there.recall(secret)).toMatchObject(ada);
    await clock.advance(1);
    expect(there.recall(secret)).toBeNull();
    expect(await there.find(secret)).toBeNull();
  });

  it('that is read while it is revoked is not remembered', async () => {
    const { here, keys, make, gate } = twoProcesses();
    const { secret, key } = await make();
    const arrival = Promise.withResolvers<void>();
    gate.until = arrival.promise;
    const read = here.find(secret);
    await keys.revoke({ kind: 'all' }, key.id);
    arrival.resolve();
    await read;
    expect(here.recall(secret)).toBeNull();
  });

  it('expires to the millisecond, also while it is remembered', async () => {
    const { clock, here, make } = twoProcesses();
    const { secret } = await make({ expires_at: start + 1_000 });
    await here.find(secret);
    await clock.advance(999);
    expect(here.recall(secret)).not.toBeNull();
    await clock.advance(1);
    expect(here.recall(secret)).toBeNull();
    expect(await here.find(secret)).toBeNull();
  });

  it('counts in windows from its making on, or in the months of its zone', async () => {
    const { clock, here, make } = twoProcesses();
    const limit = microcredits(5);
    const weekly = await make({ max_budget_microcredits: limit, budget_duration: '7d' });
    const monthly = await make({
      max_budget_microcredits: limit,
      budget_duration: 'month',
      budget_time_zone: 'Europe/Berlin',
    });
    const forEver = await make({ max_budget_microcredits: limit });
    const named = ({ key }: typeof weekly, startsAt: number) => `key:${key.id}:${startsAt}`;
    expect(windowsOf(await here.find(weekly.secret))).toEqual([[named(weekly, start), start + 7 * day, limit]]);
    const february = Date.UTC(2026, 0, 31, 23);
    expect(windowsOf(await here.find(monthly.secret))).toEqual([
      [named(monthly, Date.UTC(2025, 11, 31, 23)), february, limit],
    ]);
    expect(windowsOf(await here.find(forEver.secret))).toEqual([[named(forEver, start), 8_640_000_000_000_000, limit]]);
    await clock.advance(february - start);
    expect(windowsOf(await here.find(monthly.secret))).toEqual([
      [named(monthly, february), Date.UTC(2026, 1, 28, 23), limit],
    ]);
    await clock.advance(start + 7 * day - february);
    expect(windowsOf(await here.find(weekly.secret))).toEqual([
      [named(weekly, start + 7 * day), start + 14 * day, limit],
    ]);
  });

  it('has its use written down once in ten minutes, however busy it is', async () => {
    const { clock, here, make, notes, storage } = twoProcesses();
    const { secret } = await make();
    await here.find(secret);
    for (let second = 0; second < 700; second += 1) {
      await clock.advance(1_000);
      if (here.recall(secret) === null) await here.find(secret);
    }
    expect(notes).toEqual([start, start + 600_000]);
    const [kept] = await storage.pageKeys({ of: { kind: 'all' }, before: null, limit: 1 });
    expect(kept?.lastUsedAt).toBe(start + 600_000);
  });
});
