// How far and how fast: never more than all of it, never a speed out of what was there before.
import { describe, expect, it } from 'vitest';
import { pullOnce, type Shown } from '../../../src/main/core/downloads/pull-once.ts';
import type { ModelStock, PullNews } from '../../../src/main/core/ports.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  secondsLeft,
  speedOf,
  sumOf,
  withLayer,
  withSample,
  type Layers,
  type Sample,
} from '../../../src/main/core/downloads/progress.ts';

/** Steady numbers, so that a failure can be repeated. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state;
  }
}

describe('progress', () => {
  it('sums the files that were named, each as far as it is', () => {
    const layers = [
      { digest: 'a', totalBytes: 100, completedBytes: 100 },
      { digest: 'b', totalBytes: 50, completedBytes: 0 },
      { digest: 'b', totalBytes: 50, completedBytes: 20 },
    ].reduce<Layers>(withLayer, new Map());
    expect(sumOf(layers)).toEqual({ totalBytes: 150, completedBytes: 120 });
  });

  it('is never more than all of it, whatever is told', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const next = numbers(seed);
      let layers: Layers = new Map();
      for (let n = 0; n < 20; n += 1) {
        const [digest, totalBytes, completedBytes] = [next.next().value % 4, next.next().value, next.next().value];
        layers = withLayer(layers, { digest: String(digest), totalBytes, completedBytes });
        const sum = sumOf(layers);
        expect(sum.completedBytes, `seed ${String(seed)}`).toBeLessThanOrEqual(sum.totalBytes);
      }
    }
  });

  it('starts a damaged file anew', () => {
    const layers = withLayer(withLayer(new Map(), { digest: 'a', totalBytes: 9, completedBytes: 9 }), {
      digest: 'a',
      totalBytes: 9,
      completedBytes: 0,
    });
    expect(sumOf(layers)).toEqual({ totalBytes: 9, completedBytes: 0 });
  });
});

describe('speed', () => {
  const after = (...samples: Sample[]): readonly Sample[] => samples.reduce<readonly Sample[]>(withSample, []);

  it('is that of the last seconds', () => {
    const samples = Array.from({ length: 40 }, (_, n) => ({
      at: n * 1_000,
      bytes: n < 20 ? n * 10 : 190 + (n - 19) * 500,
    }));
    expect(speedOf(after(...samples))).toBe(500);
  });

  it('falls to nothing when nothing comes', () => {
    expect(
      speedOf(
        after({ at: 0, bytes: 5 }, { at: 5_000, bytes: 900 }, { at: 20_000, bytes: 900 }, { at: 30_000, bytes: 900 }),
      ),
    ).toBe(0);
  });

  it('is not known at first, nor when the clock is set back', () => {
    expect(speedOf(after({ at: 0, bytes: 0 }))).toBeNull();
    expect(speedOf(after({ at: 90_000, bytes: 0 }, { at: 1_000, bytes: 50 }))).toBeNull();
  });

  it('counts nothing that was there before this try', async () => {
    const clock = createFakeClock();
    const shown: Shown[] = [];
    const layerAt = (completedBytes: number, digest = 'a', totalBytes = 9_000_000): PullNews => ({
      kind: 'layer',
      digest,
      totalBytes,
      completedBytes,
    });
    const stock: ModelStock = {
      async *pull() {
        yield layerAt(5_000_000);
        await clock.advance(2_000);
        yield layerAt(5_000_000);
        yield layerAt(7_000_000, 'there already', 7_000_000);
        await clock.advance(2_000);
        yield layerAt(5_004_000);
        yield { kind: 'done' };
      },
      remove: () => Promise.resolve(),
      freeBytes: () => Promise.resolve(null),
      look: () => undefined,
    };
    const show = (one: Shown): void => void shown.push(one);
    await pullOnce({ name: 'm', layers: new Map(), stock, clock, show }, new AbortController().signal);
    expect(shown.at(-1)?.state).toEqual({ kind: 'pulling', bytesPerS: 1_000, leftS: 3_996 });
  });

  it('tells how long it takes, where that can be said', () => {
    expect(secondsLeft({ totalBytes: 1_000, completedBytes: 400 }, 100)).toBe(6);
    expect(secondsLeft({ totalBytes: 1_000, completedBytes: 400 }, 0)).toBeNull();
    expect(secondsLeft({ totalBytes: 1_000, completedBytes: 400 }, null)).toBeNull();
  });
});
