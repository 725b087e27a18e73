// The packed program, started as a person starts it. Its fuses keep Playwright out, so its windows are asked over Chromium's own port.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { expect } from '@playwright/test';
import { chosenElectron } from '../support/app/electron-app.ts';
import { cleanEnv } from '../support/app/child.ts';

const openWithinMs = 120_000;

const Target = z.object({ type: z.string(), title: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() });
type Target = z.infer<typeof Target>;

export type StartedProgram = {
  /** Waits for the one that shows a page in which the words stand; gives all its text. */
  windowSaying(words: string): Promise<string>;
  close(): Promise<void>;
};

export async function startPacked(program: string, env: Readonly<Record<string, string>>): Promise<StartedProgram> {
  const sandbox = path.join(path.dirname(chosenElectron()), 'chrome-sandbox');
  const child = spawn(program, ['--remote-debugging-port=0'], {
    // Where Chromium cannot use the kernel's own way, it takes this program in the place of the copy, which root does not own.
    env: { ...cleanEnv(), ...(process.platform === 'linux' ? { CHROME_DEVEL_SANDBOX: sandbox } : {}), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('error', (error) => void (said += error.message));
  const port = (): string | null => /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? null;

  return {
    async windowSaying(words) {
      let text = '';
      await expect(async () => {
        text = (await textsOf(port())).find((one) => one.includes(words)) ?? '';
        expect(text, `No window says “${words}”. The program said:\n${said}`).not.toBe('');
      }).toPass({ timeout: openWithinMs });
      return text;
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What stands on each page that is visible. */
async function textsOf(port: string | null): Promise<readonly string[]> {
  if (port === null) return [];
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const pages = z
    .array(Target)
    .parse(await response.json())
    .filter((target) => target.type === 'page');
  return Promise.all(pages.map(visibleText));
}

const Answer = z.object({ id: z.literal(1), result: z.object({ result: z.object({ value: z.string() }) }) });

/** Empty while it is not shown, or just closes. */
function visibleText({ webSocketDebuggerUrl }: Target): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(webSocketDebuggerUrl);
    const expression = "document.visibilityState === 'visible' ? document.body.innerText : ''";
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } })),
    );
    socket.addEventListener('message', ({ data }) => {
      resolve(Answer.safeParse(JSON.parse(String(data))).data?.result.result.value ?? '');
      socket.close();
    });
    socket.addEventListener('error', () => resolve(''));
    socket.addEventListener('close', () => resolve(''));
  });
}
