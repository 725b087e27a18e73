// A window comes back where it was, whole, and never where nobody can reach it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSize, fitToDisplays, minimumSize, type Bounds } from '../../src/main/electron/window-state.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 100, width: 2560, height: 1400 };
const above = { x: -300, y: -1200, width: 1920, height: 1160 };

describe('the kept place of the window', () => {
  it('is used again where a display still shows it', () => {
    for (const bounds of [
      { x: 2000, y: 200, width: 1200, height: 800 },
      { x: -200, y: -1100, width: 1200, height: 800 },
    ])
      expect(fitToDisplays(bounds, [left, right, above])).toEqual(bounds);
  });

  it('is forgotten when its display is gone, and its size is kept', () => {
    expect(fitToDisplays({ x: 2000, y: 200, width: 1200, height: 800 }, [left])).toEqual({ width: 1200, height: 800 });
    expect(fitToDisplays({ x: -1900, y: -900, width: 3000, height: 800 }, [left])).toEqual({
      width: 1920,
      height: 800,
    });
  });

  it('is moved until all of the window is on the display that shows most of it', () => {
    const size = { width: 1200, height: 800 };
    expect(fitToDisplays({ x: 100, y: -300, ...size }, [left])).toEqual({ x: 100, y: 0, ...size });
    expect(fitToDisplays({ x: 1850, y: 100, ...size }, [left])).toEqual({ x: 720, y: 100, ...size });
    expect(fitToDisplays({ x: 100, y: 700, ...size }, [left])).toEqual({ x: 100, y: 240, ...size });
    expect(fitToDisplays({ x: 1700, y: 0, ...size }, [left, right])).toEqual({ x: 1920, y: 100, ...size });
  });

  it('is cut to a display that has become smaller', () => {
    expect(fitToDisplays({ x: 0, y: 0, width: 3000, height: 2000 }, [left])).toEqual(left);
  });

  it('is never off the displays, wherever it was and whatever they are now', () => {
    const area = fc.record({
      x: fc.integer({ min: -5000, max: 5000 }),
      y: fc.integer({ min: -5000, max: 5000 }),
      width: fc.integer({ min: minimumSize.width, max: 4000 }),
      height: fc.integer({ min: minimumSize.height, max: 3000 }),
    });
    fc.assert(
      fc.property(area, area, fc.array(area, { maxLength: 2 }), (kept, first, others) => {
        const areas: [Bounds, ...Bounds[]] = [first, ...others];
        const fitted = fitToDisplays(kept, areas);
        const isInside = (outer: Bounds): boolean =>
          !('x' in fitted) ||
          (fitted.x >= outer.x &&
            fitted.y >= outer.y &&
            fitted.x + fitted.width <= outer.x + outer.width &&
            fitted.y + fitted.height <= outer.y + outer.height);
        expect(areas.some(isInside)).toBe(true);
      }),
    );
  });
});

describe('a first window', () => {
  it('has its usual size, or as much of it as the display has', () => {
    expect(fitToDisplays(null, [left])).toEqual(defaultSize);
    expect(fitToDisplays(null, [{ x: 0, y: 0, width: 1024, height: 560 }])).toEqual({ width: 1024, height: 560 });
  });
});
