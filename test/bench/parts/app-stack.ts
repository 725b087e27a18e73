// The app with all that it talks to, each a process of its own as on a person's machine: a fake Ollama, a companion server, the browser shell.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApp } from '../../../scripts/build/build-app.ts';
import { startChild } from '../../support/app/child.ts';
import { createCompanion } from '../../support/app/companion.ts';
import { createWebApp, type WebApp } from '../../support/app/web-app.ts';
import { turnTitlesOff } from '../../support/titles-off.ts';
import { liftCaps } from './server-under-load.ts';

const root = path.join(import.meta.dirname, '../../..');

export const model = 'gemma3:270m';

/** The app is not started. */
export type AppStack = { readonly ollamaUrl: string; readonly app: WebApp; readonly dataDir: string };

/** `use` may start the app as often as it likes; all ends with it. */
export async function withAppStack<T>(use: (stack: AppStack) => Promise<T>): Promise<T> {
  await buildApp(root, { isForced: false, say: (line) => console.log(line) });
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-bench-'));
  const opened: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  try {
    const ollama = startChild([path.join(import.meta.dirname, 'paced-ollama.ts')], { cwd: root, env: {} });
    opened.push(() => ollama.end('SIGTERM'));
    const ollamaUrl = await ollama.says(/(http:\/\/127\.0\.0\.1:\d+)/);
    const server = await createCompanion(dir, { FREE_LIMIT: '1000000' });
    opened.push(() => server.end('SIGTERM'));
    await liftCaps(path.join(dir, 'server.db'));
    await server.start();
    const dataDir = path.join(dir, 'app');
    // A title is made after an answer and gives way to the next question; nobody asks that soon, but a bench does.
    turnTitlesOff(dataDir);
    const app = await createWebApp({
      TALLYSTICK_DATA_DIR: dataDir,
      TALLYSTICK_SERVER: server.origin,
      TALLYSTICK_KEYCHAIN: 'off',
      OLLAMA_HOST: ollamaUrl,
    });
    opened.push(() => app.end('SIGTERM'));
    return await use({ ollamaUrl, app, dataDir });
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}
