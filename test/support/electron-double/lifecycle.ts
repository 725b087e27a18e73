// Before and after "ready": Electron refuses most work before it, and some after it.

let isReady = false;
const waiting = new Set<() => void>();

export function becomeReady(): void {
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
