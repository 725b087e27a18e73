// The circuit of an upstream: when it rests, how it is tried again, and who cannot shut it.
import { describe, expect, it } from 'vitest';
import { withCircuit } from '../../../server/upstream/circuit.ts';
import { type Upstream, UpstreamFailed, type UpstreamFailure } from '../../../server/upstream/upstream.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { asking, drain, failureOf, streamOf } from './reading-answers.ts';

const never = new AbortController().signal;
const tally = { usage: null, outputBytes: 0, finish: null };

type Next = UpstreamFailure | 'answers' | 'breaks' | 'hangs';

function circuit() {
  const clock = createFakeClock();
  const left: string[] = [];
  let asked = 0;
  let next: Next = 'answers';
  async function* events() {
    yield Buffer.from('data: {}\n\n');
    if (next === 'breaks') throw new UpstreamFailed('cut', 'cut');
  }
  const inner: Upstream = {
    name: 'one',
    chat(_ask, signal) {
      asked += 1;
      if (next === 'answers' || next === 'breaks')
        return Promise.resolve({
          kind: 'stream',
          tally: () => tally,
          events: { [Symbol.asyncIterator]: () => ({ ...wrapped(events()) }) },
        });
      if (next !== 'hangs') return Promise.reject(new UpstreamFailed(next, 'no'));
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    models: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  const wrapped = (all: AsyncGenerator<Buffer>) => ({
    next: () => all.next(),
    return: () => {
      left.push('left');
      return all.return(undefined);
    },
  });
  const upstream = withCircuit(inner, clock);
  let askers = 0;
  /** By somebody else each time, where nobody is named. */
  const askFrom = (asker: string | null, signal = never) => {
    askers += 1;
    return upstream.chat(asking('m', {}, { asker: asker ?? `asker ${askers}` }), signal);
  };
  const ask = (signal = never) => askFrom(null, signal);
  return {
    clock,
    left,
    ask,
    asked: () => asked,
    behave: (how: Next) => void (next = how),
    askFrom,
    async fail(times: number, asker: string | null = null) {
      for (let time = 0; time < times; time += 1) await failureOf(askFrom(asker));
    },
    async answer() {
      return (await drain(streamOf(await ask()).events)).failure;
    },
  };
}

describe('the circuit', () => {
  it.each([
    ['unreachable', 5],
    ['silent', 5],
    ['cut', 5],
    ['denied', 5],
    ['unreadable', 10],
    ['failed', 20],
  ] as const)('rests after so many failures in a row: %s, %i', async (failure, times) => {
    const { ask, asked, behave, fail } = circuit();
    behave(failure);
    await fail(times - 1);
    expect(await failureOf(ask())).toMatchObject({ failure });
    expect(await failureOf(ask())).toMatchObject({ failure: 'resting', retryAfterS: 2 });
    expect(asked()).toBe(times);
  });

  it.each(['busy', 'too_large'] as const)('never rests because of %s', async (failure) => {
    const { asked, behave, fail } = circuit();
    behave(failure);
    await fail(100);
    expect(asked()).toBe(100);
  });

  it.each(['failed', 'unreadable'] as const)(
    'does not rest because of what it answers one asker: %s',
    async (failure) => {
      const { askFrom, asked, behave, fail } = circuit();
      behave(failure);
      await fail(100, 'one');
      for (const asker of ['two', 'three']) await fail(100, asker);
      expect(await failureOf(askFrom('one'))).toMatchObject({ failure });
      expect(asked()).toBe(301);
      await fail(5, 'four');
      expect(await failureOf(askFrom('five'))).toMatchObject({ failure: 'resting' });
    },
  );

  it('is open for the next to try where the try was of an asker who has failed enough', async () => {
    const { askFrom, answer, behave, clock, fail } = circuit();
    behave('failed');
    for (const asker of ['one', 'two', 'three', 'four']) await fail(5, asker);
    await clock.advance(2_000);
    expect(await failureOf(askFrom('one'))).toMatchObject({ failure: 'failed' });
    behave('answers');
    expect(await answer()).toBeNull();
    behave('failed');
    await fail(5, 'one');
    expect(await failureOf(askFrom('one'))).toMatchObject({ failure: 'failed' });
  });

  it('rests because of silence, whoever asked', async () => {
    const { askFrom, behave, fail } = circuit();
    behave('silent');
    await fail(5, 'one');
    expect(await failureOf(askFrom('two'))).toMatchObject({ failure: 'resting' });
  });

  it('counts anew after an answer that came whole', async () => {
    const { answer, ask, behave, fail } = circuit();
    behave('silent');
    await fail(4);
    behave('answers');
    expect(await answer()).toBeNull();
    behave('silent');
    await fail(4);
    expect(await failureOf(ask())).toMatchObject({ failure: 'silent' });
  });

  it('rests because of answers that break off in the middle', async () => {
    const { answer, ask, behave } = circuit();
    behave('breaks');
    for (let time = 0; time < 5; time += 1) expect(await answer()).toMatchObject({ failure: 'cut' });
    expect(await failureOf(ask())).toMatchObject({ failure: 'resting' });
  });

  it('lets one request try after the rest, and all of them after its answer', async () => {
    const { answer, ask, asked, behave, clock, fail } = circuit();
    behave('silent');
    await fail(5);
    await clock.advance(2_000);
    behave('hangs');
    const leaving = new AbortController();
    const trying = ask(leaving.signal);
    expect(await failureOf(ask())).toMatchObject({ failure: 'resting', retryAfterS: 1 });
    leaving.abort(new Error('gone'));
    await expect(trying).rejects.toThrow('gone');
    behave('answers');
    expect(await answer()).toBeNull();
    expect(await answer()).toBeNull();
    expect(asked()).toBe(8);
  });

  it('rests twice as long after each try that fails, and a minute at most', async () => {
    const { ask, behave, clock, fail } = circuit();
    behave('unreachable');
    await fail(5);
    for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
      expect(await failureOf(ask())).toMatchObject({ failure: 'resting', retryAfterS: seconds });
      await clock.advance(seconds * 1000 - 1);
      expect(await failureOf(ask())).toMatchObject({ failure: 'resting', retryAfterS: 1 });
      await clock.advance(1);
      expect(await failureOf(ask())).toMatchObject({ failure: 'unreachable' });
    }
  });

  it('rests no longer for what was under way when the rest began', async () => {
    const { ask, behave, fail } = circuit();
    behave('unreachable');
    const many = Array.from({ length: 40 }, () => failureOf(ask()));
    await Promise.all(many);
    await fail(1);
    expect(await failureOf(ask())).toMatchObject({ failure: 'resting', retryAfterS: 2 });
  });

  it('hands on that a reader left, also before the first event was read', async () => {
    const { ask, left } = circuit();
    await streamOf(await ask())
      .events[Symbol.asyncIterator]()
      .return?.();
    expect(left).toEqual(['left']);
  });
});
