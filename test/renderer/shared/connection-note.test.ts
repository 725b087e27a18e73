// A short loss of the line is passed over in silence; a long one says what to do.
import { expect, test } from 'vitest';
import { connectionNote } from '../../../src/renderer/shared/connection-note.tsx';

test('nothing is said in the first second, then a word, then what to do', () => {
  const lost = { kind: 'lost', since: 0 } as const;
  expect(connectionNote(lost, 999)).toBeNull();
  expect(connectionNote(lost, 1_000)).toBe('Reconnecting…');
  expect(connectionNote(lost, 15_000)).toContain('Restart it');
  expect(connectionNote({ kind: 'open' }, 99_000)).toBeNull();
});
