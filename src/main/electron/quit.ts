// Leaving in order: the core saves and settles before the process ends, but nobody waits forever.
import { app } from 'electron';

const closeWithinMs = 5000;

export function closeBeforeQuit(close: () => Promise<void>, report: (error: unknown) => void): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    Promise.race([close(), new Promise((resolve) => setTimeout(resolve, closeWithinMs))])
      .catch(report)
      .finally(() => {
        state = 'closed';
        app.quit();
      });
  });
}
