// Where the window was, kept in a small file, and put back only where a display still shows it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
/** Device-independent pixels, as Electron counts them. */
export type Bounds = z.infer<typeof Bounds>;

const WindowState = z.object({ bounds: Bounds, isMaximized: z.boolean() });
type WindowState = z.infer<typeof WindowState>;

export const defaultSize = { width: 1180, height: 780 } as const;
export const minimumSize = { width: 420, height: 480 } as const;
/** This much of the title bar has to be in reach. */
const reach = { width: 120, height: 32 } as const;

export type WindowStateFile = {
  /** Null where nothing readable was kept. */
  load(): WindowState | null;
  /** At once: the process may end right after. */
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

/** The kept bounds, cut to the display they are on; null where no display shows enough of them. */
export function fitToDisplays(bounds: Bounds, workAreas: readonly Bounds[]): Bounds | null {
  const area = workAreas.find(
    (candidate) =>
      sharedWidth(bounds, candidate) >= reach.width &&
      bounds.y >= candidate.y &&
      bounds.y + reach.height <= candidate.y + candidate.height,
  );
  if (area === undefined) return null;
  return {
    x: bounds.x,
    y: bounds.y,
    width: Math.max(minimumSize.width, Math.min(bounds.width, area.width)),
    height: Math.max(minimumSize.height, Math.min(bounds.height, area.height)),
  };
}

function sharedWidth(a: Bounds, b: Bounds): number {
  return Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
}
