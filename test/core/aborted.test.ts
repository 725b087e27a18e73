// What is told apart from failures: work that its own side took back.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isAbort } from '../../src/main/core/aborted.ts';

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('what a signal aborts with is an abort, from the platform and from Node', async () => {
  const stop = AbortSignal.abort();
  expect(isAbort(stop.reason)).toBe(true);
  expect(isAbort(await thrownBy(sleep(1, undefined, { signal: stop })))).toBe(true);
});

test('an error that only calls itself so, one that timed out, and no error at all are none', () => {
  expect(isAbort(Object.assign(new Error('x'), { name: 'AbortError' }))).toBe(false);
  expect(isAbort(new DOMException('x', 'TimeoutError'))).toBe(false);
  expect(isAbort('AbortError')).toBe(false);
});
