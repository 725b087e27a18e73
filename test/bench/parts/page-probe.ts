// What measures inside the page. Each function is sent there as text, so that it may use nothing outside itself.

export type Frames = {
  readonly perSecond: number;
  readonly slowestMs: number;
  /** 0 where no task took 50 ms, the shortest that the browser reports. */
  readonly worstTaskMs: number;
  /** From the press of a key until the page had drawn it and was ready to be painted. */
  readonly keysMs: readonly number[];
};

declare global {
  interface Window {
    stopKeepingFrames?: () => Frames;
  }
}

/** Clicks the chat's row, as a person would; resolves to the milliseconds until its last answer has been painted. */
export async function openRow(chatId: string): Promise<number> {
  const row = document.querySelector<HTMLElement>(`[data-row="${chatId}"]`);
  if (row === null) throw new Error(`There is no row for ${chatId}`);
  const answers = (): NodeListOf<Element> => document.querySelectorAll('[role="log"] article .prose');
  const before = new Set(answers());
  const began = performance.now();
  row.click();
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (![...answers()].some((answer) => !before.has(answer) && answer.textContent !== '')) return;
      seen.disconnect();
      resolve();
    };
    const seen = new MutationObserver(look);
    seen.observe(document.body, { childList: true, subtree: true });
    look();
  });
  await new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.addEventListener('message', () => resolve());
      painted.port1.start();
      painted.port2.postMessage(null);
    });
  });
  return performance.now() - began;
}

export function keepFrames(): void {
  const frames: number[] = [];
  const keysMs: number[] = [];
  let worstTaskMs = 0;
  let isOver = false;
  const count = (at: number): void => {
    frames.push(at);
    if (!isOver) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) worstTaskMs = Math.max(worstTaskMs, duration);
  });
  tasks.observe({ type: 'longtask' });
  const pressed = (event: Event): void => {
    // React has drawn what a key changes when the microtasks after its event are done.
    setTimeout(() => keysMs.push(performance.now() - event.timeStamp));
  };
  addEventListener('keydown', pressed);
  window.stopKeepingFrames = () => {
    isOver = true;
    tasks.disconnect();
    removeEventListener('keydown', pressed);
    const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
    const lasted = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
    return { perSecond: (gaps.length * 1_000) / lasted, slowestMs: Math.max(...gaps), worstTaskMs, keysMs };
  };
}

export function stopFrames(): Frames {
  const frames = window.stopKeepingFrames?.();
  if (frames === undefined) throw new Error('No frames were kept');
  return frames;
}
