import { expect, it } from 'vitest';
import { findingsOfDatabase } from '../../../server/cli/doctor-database.ts';
import type { DatabaseFacts } from '../../../server/storage/postgres/whole/look-at-database.ts';

const facts: DatabaseFacts = {
  versionNumber: 150_004,
  version: '15.4',
  fsync: 'on',
  synchronousCommit: 'on',
  fullPageWrites: 'on',
  isolation: 'read committed',
  timeZone: 'UTC',
  connectionsMax: 97,
  connections: 4,
  bytes: 12_000_000,
  isReplica: false,
  replicas: 0,
  waitsForReplicas: false,
  archiveMode: 'off',
  archivedAt: null,
  hasArchiveFailed: false,
  aheadMs: 3,
};
const texts = (other: Partial<DatabaseFacts>, kind: 'well' | 'warning' | 'wrong', poolMax = 10) =>
  findingsOfDatabase({ ...facts, ...other }, { poolMax })
    .filter((found) => found.kind === kind)
    .map(({ text }) => text);

it('a database as it should be is well, and says for how many nodes it has room', () => {
  expect([texts({}, 'warning'), texts({}, 'wrong')]).toEqual([[], []]);
  expect(texts({}, 'well').join('\n')).toContain('room for 9 nodes');
});

it.each<[Partial<DatabaseFacts>, string]>([
  [{ versionNumber: 140_010, version: '14.10' }, '14.10 is too old'],
  [{ fsync: 'off', fullPageWrites: 'off' }, 'fsync and full_page_writes are off'],
  [{ synchronousCommit: 'off' }, 'synchronous_commit is off'],
  [{ connectionsMax: 12 }, 'too few for one node'],
  [{ isReplica: true }, 'It is a replica'],
  [{ archiveMode: 'on', hasArchiveFailed: true }, 'could not be archived'],
])('%j is wrong', (other, text) => {
  expect(texts(other, 'wrong')).toEqual([expect.stringContaining(text)]);
});

it.each<[Partial<DatabaseFacts>, string]>([
  [{ aheadMs: -61_000 }, '61 s behind'],
  [{ archiveMode: 'on' }, 'nothing has been yet'],
])('%j is warned of', (other, text) => {
  expect(texts(other, 'warning')).toEqual([expect.stringContaining(text)]);
});
