// A window comes back where it was, but never where nobody can reach it.
import { describe, expect, it } from 'vitest';
import { fitToDisplays } from '../../src/main/electron/window-state.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 100, width: 2560, height: 1400 };

describe('the kept place of the window', () => {
  it('is used again where a display still shows it', () => {
    const bounds = { x: 2000, y: 200, width: 1200, height: 800 };
    expect(fitToDisplays(bounds, [left, right])).toEqual(bounds);
  });

  it('is forgotten when its display is gone', () => {
    expect(fitToDisplays({ x: 2000, y: 200, width: 1200, height: 800 }, [left])).toBeNull();
  });

  it('is forgotten when the title bar would be out of reach', () => {
    expect(fitToDisplays({ x: 100, y: -300, width: 1200, height: 800 }, [left])).toBeNull();
    expect(fitToDisplays({ x: 1850, y: 100, width: 1200, height: 800 }, [left])).toBeNull();
    expect(fitToDisplays({ x: 100, y: 1030, width: 1200, height: 800 }, [left])).toBeNull();
  });

  it('is cut to a display that has become smaller', () => {
    expect(fitToDisplays({ x: 0, y: 0, width: 3000, height: 2000 }, [left])).toEqual({
      x: 0,
      y: 0,
      width: 1920,
      height: 1040,
    });
  });
});
