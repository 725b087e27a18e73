// What is said of credits that cannot be reached.
import { expect, test } from 'vitest';
import { sayForgetting, sayTokenTrouble } from '../../../src/renderer/features/account/token-trouble.ts';

test('a key that may still come back is never offered to be given up', () => {
  const { canForget, what } = sayTokenTrouble({ kind: 'unreadable', place: 'keychain', reason: 'It is locked.' });
  expect(canForget).toBe(false);
  expect(what).toContain('It is locked. Unlock');
});

test('only a key that is there is said to be kept', () => {
  expect(sayForgetting({ kind: 'rejected', place: 'keychain' })).toContain('not destroyed');
  expect(sayForgetting({ kind: 'gone', place: 'keychain' })).not.toContain('not destroyed');
});

test('credits that ended with the run are not said to wait', () => {
  expect(sayTokenTrouble({ kind: 'gone', place: 'memory' }).what).not.toContain('wait');
  expect(sayTokenTrouble({ kind: 'gone', place: 'file' }).what).toContain('wait at the server');
});
