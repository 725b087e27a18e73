// What the settings say of addresses and refusals.
import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { describeServer } from '../../../src/renderer/features/settings/connection-words.ts';
import { sayRefused } from '../../../src/renderer/features/settings/save-words.ts';
import { sayCheck } from '../../../src/renderer/shared/check-words.ts';
import { Disconnected } from '../../../src/renderer/rpc/disconnected.ts';
import { freeAccount, offlineAccount } from '../../support/core-double/sample-account.ts';

test('a refused value and a lost connection are told apart', () => {
  expect(sayRefused(new ORPCError('BAD_REQUEST'))).toContain('isn’t valid');
  expect(sayRefused(new Disconnected())).toContain('try again');
});

test('a test server says that it is one', () => {
  expect(describeServer(freeAccount(0).link)).toEqual({
    kind: 'good',
    sentence: 'Connected to Tallystick 0.1.0. Test server: no real payments.',
  });
  expect(describeServer(offlineAccount(0).link).kind).toBe('bad');
  expect(describeServer(null).kind).toBe('waiting');
});

test('a tried address is told in words, good only when Ollama itself answers', () => {
  expect(sayCheck({ kind: 'ok', version: '0.14.2', modelCount: 1 })).toEqual({
    isGood: true,
    sentence: 'Connected to Ollama 0.14.2, with one model.',
  });
  expect(sayCheck({ kind: 'ok', version: null, modelCount: 0 }).sentence).toBe(
    'Connected to Ollama, with no models yet.',
  );
  expect(sayCheck({ kind: 'malformed', trouble: { code: 'spaces' } })).toEqual({
    isGood: false,
    sentence: 'Remove the spaces.',
  });
  expect(
    sayCheck({ kind: 'failed', failure: { code: 'ollama_wrong_address', detail: null, canRetry: true } }).sentence,
  ).toContain('No Ollama at this address');
});
