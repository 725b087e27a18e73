// An audit that looks at some windows each time comes to all of them, however many it affords at once.
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { createRollingAudit } from '../../../server/storage/sqlite/rolling-audit.ts';

it.each([1, 2, 3, 7])('comes to every window in turn where it looks at %d at once, and then begins again', (many) => {
  const db = new Database(':memory:');
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const seen: string[] = [];
  const audit = createRollingAudit({
    windowsAfter: (_db, key) => keys.filter((one) => one > key).map((one) => ({ key: one })),
    atOnce: () => many,
    findingsOf: (_db, { key }) => {
      seen.push(key);
      return key === 'd' ? [{ code: 'budget_differs', window: key, kept: 1, holds: 2 }] : [];
    },
  });
  const rounds = Math.ceil(keys.length / many);
  const found = Array.from({ length: 2 * rounds }, () => audit(db)).flat();
  expect(seen).toEqual([...keys, ...keys]);
  expect(found).toHaveLength(2);
  db.close();
});
