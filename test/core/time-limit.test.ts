// Waiting for work, but not for longer than one wants.
import { describe, expect, test } from 'vitest';
import { within } from '../../src/main/core/time-limit.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const silent = (): Promise<never> => new Promise(() => undefined);

describe('waiting with a time limit', () => {
  test('gives the result that comes in time', async () => {
    expect(await within({ clock: createFakeClock(), ms: 10 }, Promise.resolve('done'), 'late')).toBe('done');
  });

  test('fails as the work does', async () => {
    const failing = Promise.reject(new Error('broken'));
    await expect(within({ clock: createFakeClock(), ms: 10 }, failing, 'late')).rejects.toThrow('broken');
  });

  test('ends when the time is over', async () => {
    const clock = createFakeClock();
    const waiting = within({ clock, ms: 10 }, silent(), 'late');
    await clock.advance(9);
    expect(await Promise.race([waiting, clock.advance(0).then(() => 'still waiting')])).toBe('still waiting');
    await clock.advance(1);
    expect(await waiting).toBe('late');
  });

  test('ends when the signal aborts, also when it had aborted before', async () => {
    const clock = createFakeClock();
    const stop = new AbortController();
    const waiting = within({ clock, ms: 10, signal: stop.signal }, silent(), 'late');
    stop.abort();
    expect(await waiting).toBe('late');
    expect(await within({ clock, ms: 10, signal: stop.signal }, silent(), 'late')).toBe('late');
  });
});
