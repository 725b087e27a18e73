// The window's place and size, kept in a small file. A window is restored so that all of it is on a display that is there now.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
/** Device-independent pixels, as Electron counts them; to the left of and above the first display they are negative. */
export type Bounds = z.infer<typeof Bounds>;

const WindowState = z.object({
  /** Its place when neither of the two below is true. */
  bounds: Bounds,
  isMaximized: z.boolean(),
  isFullScreen: z.boolean().default(false),
});
export type WindowState = z.infer<typeof WindowState>;

type Size = { readonly width: number; readonly height: number };

export const defaultSize: Size = { width: 1180, height: 780 };
export const minimumSize: Size = { width: 420, height: 480 };

export type WindowStateFile = {
  /** Null where nothing readable was kept. */
  load(): WindowState | null;
  /** Synchronous: the process may end right after. */
  save(state: WindowState): void;
};

export function windowStateFile(dataDir: string): WindowStateFile {
  const file = path.join(dataDir, 'window.json');
  return {
    load() {
      try {
        return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        // Missing or damaged: the window opens where it would the first time.
        return null;
      }
    },
    save(state) {
      writeFileSync(`${file}.next`, JSON.stringify(state));
      renameSync(`${file}.next`, file);
    },
  };
}

/**
 * The work area that showed most of the kept window, and the window moved and cut until all of it is in there.
 * Where no area shows any of it, only its size is left, cut to the first area, and the system finds a place.
 */
export function fitToDisplays(kept: Bounds | null, workAreas: readonly [Bounds, ...Bounds[]]): Bounds | Size {
  if (kept === null) return cut(defaultSize, workAreas[0]);
  const area = workAreas.reduce((best, next) => (sharedArea(kept, next) > sharedArea(kept, best) ? next : best));
  if (sharedArea(kept, area) === 0) return cut(kept, workAreas[0]);
  const size = cut(kept, area);
  return {
    x: within(kept.x, area.x, area.x + area.width - size.width),
    y: within(kept.y, area.y, area.y + area.height - size.height),
    ...size,
  };
}

function cut({ width, height }: Size, area: Size): Size {
  return {
    width: Math.max(minimumSize.width, Math.min(width, area.width)),
    height: Math.max(minimumSize.height, Math.min(height, area.height)),
  };
}

/** Where the window is larger than the area, its upper left corner is in reach. */
function within(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}

function sharedArea(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
