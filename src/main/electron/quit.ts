// Quitting: the core saves and settles before the process ends.
import { app } from 'electron';

/** `close` must finish by itself, whatever hangs. */
export function closeBeforeQuit(close: () => Promise<void>, report: (error: unknown) => void): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    close()
      .catch(report)
      .finally(() => {
        state = 'closed';
        app.quit();
      });
  });
}
