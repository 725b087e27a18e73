// Stops waiting for work that cannot be stopped itself, such as a keychain that asks its owner something.
export async function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  signal.throwIfAborted();
  const gate = Promise.withResolvers<never>();
  gate.promise.catch(() => undefined);
  const reject = (): void => gate.reject(signal.reason);
  signal.addEventListener('abort', reject, { once: true });
  try {
    return await Promise.race([work, gate.promise]);
  } finally {
    signal.removeEventListener('abort', reject);
  }
}
