import { beforeEach, expect, it } from 'vitest';
import { LimitsAway } from '../../../../server/storage/limits/limit-store.ts';
import { type Circuit, type Trouble, createCircuit } from '../../../../server/storage/valkey/circuit.ts';

const hand = { at: 0 };
let changes: (Trouble['kind'] | 'well')[];
let asked: number;
let circuit: Circuit;

beforeEach(() => {
  hand.at = 0;
  changes = [];
  asked = 0;
  circuit = createCircuit({
    clock: { now: () => hand.at },
    troubleOf: (error) => ({ kind: String(error) === 'Error: late' ? 'slow' : 'failed', reason: String(error) }),
    onChange: (trouble) => changes.push(trouble?.kind ?? 'well'),
  });
});

const answers = () =>
  circuit.run(() => {
    asked += 1;
    return Promise.resolve('answer');
  });
async function fails(reason: string): Promise<unknown> {
  try {
    return await circuit.run(() => {
      asked += 1;
      return Promise.reject(new Error(reason));
    });
  } catch (thrown) {
    return thrown;
  }
}

it('asks no more for a second after a failure, and tells it once', async () => {
  expect(await fails('no connection')).toBeInstanceOf(LimitsAway);
  expect(await fails('no connection')).toBeInstanceOf(LimitsAway);
  await expect(answers()).rejects.toThrow(LimitsAway);
  expect([asked, changes, circuit.isOpen()]).toEqual([1, ['failed'], true]);
});

it('forgives single slow answers, but not three in a row', async () => {
  await fails('late');
  await fails('late');
  expect(await answers()).toBe('answer');
  await fails('late');
  await fails('late');
  expect(changes).toEqual([]);
  await fails('late');
  expect([changes, circuit.isOpen()]).toEqual([['slow'], true]);
});

it('lets one call through after the rest, and all others once that is answered', async () => {
  await fails('no connection');
  hand.at = 1_000;
  let answer: (value: string) => void = () => undefined;
  const tried = circuit.run(() => new Promise<string>((resolve) => (answer = resolve)));
  await expect(answers()).rejects.toThrow(LimitsAway);
  expect(asked).toBe(1);
  answer('answer');
  expect(await tried).toBe('answer');
  expect(await answers()).toBe('answer');
  expect([changes, circuit.isOpen()]).toEqual([['failed', 'well'], false]);
});

it('rests again where the try fails, and says nothing of it', async () => {
  await fails('no connection');
  hand.at = 1_000;
  await fails('late');
  await expect(answers()).rejects.toThrow(LimitsAway);
  expect([asked, changes]).toEqual([2, ['failed']]);
  hand.at = 2_000;
  expect(await answers()).toBe('answer');
});

it('is not misled by answers to what was asked before the rest began', async () => {
  let answer: (value: string) => void = () => undefined;
  const before = circuit.run(() => new Promise<string>((resolve) => (answer = resolve)));
  await fails('no connection');
  answer('late answer');
  expect(await before).toBe('late answer');
  expect([circuit.isOpen(), changes]).toEqual([true, ['failed']]);
});

it('tries again at once where the clock was put back', async () => {
  hand.at = 3_600_000;
  await fails('no connection');
  hand.at = 0;
  expect(await answers()).toBe('answer');
});
