// Limits in the memory of this process. They go with it, and no other process sees them. They stand before every request, so they
// are counted and told without waiting for anything.
import type { LimitAsk, LimitCount, Limits, LimitStore } from './limit-store.ts';

/** Of a node that counts by itself. */
export function ownLimits(): Limits {
  return { store: createMemoryLimits(), standing: () => Promise.resolve('own') };
}

/** `endsAt`: by `now`. */
type Window = { used: number; readonly endsAt: number };

/** `now`: milliseconds since any fixed moment, which no change of the clock moves. */
export function createMemoryLimits(now: () => number = () => performance.now()): LimitStore {
  /** Of each limit, by key; the windows that began first stand first, and so end first. */
  const limits = new Map<string, Map<string, Window>>();

  function windowsOf({ limit }: Pick<LimitAsk, 'limit'>): Map<string, Window> {
    const known = limits.get(limit);
    if (known !== undefined) return known;
    const made = new Map<string, Window>();
    limits.set(limit, made);
    return made;
  }

  function openWindow(asked: LimitAsk, at: number): Window | null {
    const found = windowsOf(asked).get(asked.key);
    return found !== undefined && found.endsAt > at ? found : null;
  }

  function read(asked: LimitAsk, found: Window | null, at: number): LimitCount {
    return found === null ? { used: 0, resetMs: asked.windowMs } : { used: found.used, resetMs: found.endsAt - at };
  }

  function count(asked: LimitAsk, found: Window | null, at: number): LimitCount {
    const window = found ?? begin(asked, at);
    window.used += 1;
    return { used: window.used, resetMs: window.endsAt - at };
  }

  function begin({ limit, key, windowMs }: LimitAsk, at: number): Window {
    const windows = windowsOf({ limit });
    const begun: Window = { used: 0, endsAt: at + windowMs };
    // Taken out first, so that it stands last.
    windows.delete(key);
    windows.set(key, begun);
    forgetEnded(windows, at);
    return begun;
  }

  return {
    take(asked) {
      const at = now();
      const seen = asked.map((one) => openWindow(one, at));
      const isFull = asked.some(({ most }, index) => (seen[index]?.used ?? 0) >= most);
      const tell = isFull ? read : count;
      return { isCounted: !isFull, counts: asked.map((one, index) => tell(one, seen[index] ?? null, at)) };
    },
    count(asked) {
      const at = now();
      return Promise.resolve(count(asked, openWindow(asked, at), at));
    },
    giveBack(asked) {
      const found = openWindow(asked, now());
      if (found !== null && found.used > 0) found.used -= 1;
      return Promise.resolve();
    },
  };
}

/** Strangers make windows as they like; no more are kept than began in the length of one. */
function forgetEnded(windows: Map<string, Window>, at: number): void {
  for (const [key, { endsAt }] of windows) {
    if (endsAt > at) return;
    windows.delete(key);
  }
}
