// Answers that stay open while something is measured: in a process of its own, so that their sockets weigh on the server alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Resolves with what was measured while the first byte of all of them has come and none is at its end. */
export async function keepStreamsOpen<T>(
  target: { readonly url: string; readonly key: string },
  count: number,
  measured: () => T,
): Promise<T> {
  const program = join(import.meta.dirname, 'stream-load.ts');
  const child = spawn(process.execPath, [program, target.url, target.key, String(count), '0', 'keep'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) return measured();
    }
    throw new Error('not every answer began');
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
