// Before and after "ready": Electron refuses most work before it, and some after it.

let isReady = false;
let isWished = false;
let isEvaluated = false;
const waiting = new Set<() => void>();

/** Done as soon as the app is ready, before whoever waits for it. */
export function atReady(act: () => void): void {
  waiting.add(act);
}

/** The system is ready. The app is, too, as soon as its main module has been evaluated, and not before. */
export function becomeReady(): void {
  isWished = true;
  wakeWaiting();
}

export function mainWasEvaluated(): void {
  isEvaluated = true;
  wakeWaiting();
}

function wakeWaiting(): void {
  if (!isWished || !isEvaluated || isReady) return;
  isReady = true;
  for (const wake of waiting) wake();
  waiting.clear();
}

export function hasBecomeReady(): boolean {
  return isReady;
}

export function whenReady(): Promise<void> {
  return isReady ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve));
}

export function requireReady(what: string): void {
  if (!isReady) throw new Error(`${what} cannot be used before the app is ready`);
}

export function requireNotReady(what: string): void {
  if (isReady) throw new Error(`${what} must be called before the app is ready`);
}
