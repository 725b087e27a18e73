// A node and the settings that all nodes have agreed on while it runs.
import { expect, it } from 'vitest';
import { oldSettingsMs, watchSettings } from '../../../server/storage/nodes/watch-settings.ts';
import type { Heard } from '../../../server/storage/nodes/newsroom.ts';

function world() {
  const hands = { now: 1_000, differing: [] as readonly string[], isAway: false };
  const told: string[] = [];
  const heard: ((one: Heard) => void)[] = [];
  let goOn = (): void => undefined;
  const looks: (() => void)[] = [];
  const watch = watchSettings({
    hashes: new Map(),
    agreed: {
      async compare() {
        looks.shift()?.();
        if (hands.isAway) throw new Error('away');
        return hands.differing;
      },
    },
    newsroom: {
      hear(listener) {
        heard.push(listener);
        return () => void heard.splice(0);
      },
    },
    clock: {
      now: () => hands.now,
      wait: (_, signal) =>
        new Promise((resolve, reject) => {
          goOn = resolve;
          signal?.addEventListener('abort', () => reject(new Error('woken')), { once: true });
        }),
    },
    log: {
      info: () => undefined,
      warn: (_, text) => void told.push(text),
      error: (what, text) => void told.push(`${JSON.stringify(what)} ${text}`),
    },
  });
  /** Resolves when it has looked again. */
  const looked = async (wake: () => void): Promise<void> => {
    await new Promise(setImmediate);
    const seen = new Promise<void>((resolve) => looks.push(resolve));
    wake();
    await seen;
    await new Promise(setImmediate);
  };
  return {
    hands,
    told,
    watch,
    afterAWhile: () => looked(() => goOn()),
    onNews: (kind: 'settings' | 'missed') => looked(() => heard.forEach((listener) => listener({ kind }))),
    heard,
  };
}

it('goes by them until it hears or sees that others were agreed on, and then for a while by its own', async () => {
  for (const how of ['settings', 'missed', 'later'] as const) {
    const { hands, told, watch, onNews, afterAWhile } = world();
    const notice = () => (how === 'later' ? afterAWhile() : onNews(how));
    await notice();
    expect(watch.standing()).toEqual({ kind: 'agreed' });
    hands.differing = ['PACKS', 'PRICES'];
    await notice();
    expect(watch.standing()).toEqual({ kind: 'replaced', names: ['PACKS', 'PRICES'] });
    expect(told).toEqual([expect.stringContaining('PACKS')]);
    hands.now += oldSettingsMs - 1;
    await notice();
    expect(watch.standing().kind).toBe('replaced');
    hands.now += 1;
    expect(watch.standing().kind).toBe('over');
    expect(told).toHaveLength(1);
    await watch.close();
  }
});

it('has no more time for what is changed again in the meantime, or because its clock is put back', async () => {
  const { hands, watch, onNews } = world();
  hands.differing = ['PACKS'];
  await onNews('settings');
  hands.now += oldSettingsMs - 1;
  hands.differing = ['PACKS', 'PRICES'];
  await onNews('settings');
  hands.now += 1;
  expect(watch.standing()).toEqual({ kind: 'over', names: ['PACKS', 'PRICES'] });
  hands.now = 0;
  expect(watch.standing().kind).toBe('over');
  await watch.close();
});

it('goes on where the change was taken back, and keeps to what it knows while the database is away', async () => {
  const { hands, told, watch, onNews, heard } = world();
  hands.differing = ['PACKS'];
  await onNews('settings');
  hands.isAway = true;
  hands.differing = [];
  await onNews('settings');
  expect(watch.standing().kind).toBe('replaced');
  hands.isAway = false;
  await onNews('settings');
  expect([watch.standing().kind, told.length]).toEqual(['agreed', 2]);
  await watch.close();
  expect(heard).toEqual([]);
});
