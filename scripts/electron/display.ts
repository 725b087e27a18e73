// A screen that only the tests see: an X server of its own on a free number, and a window manager where one is installed.
import { spawn, type ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import type { Account, Command } from './account.ts';

const upWithinMs = 30_000;
const downWithinMs = 5000;

export type Display = {
  /** As DISPLAY names it. */
  readonly name: string;
  close(): Promise<void>;
};

export async function openDisplay(account: Account, env: NodeJS.ProcessEnv): Promise<Display> {
  // It chooses a free number itself and writes it to the fourth stream.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'];
  const server = start(account.wrap({ program: 'Xvfb', args }), env, ['ignore', 'ignore', 'ignore', 'pipe']);
  try {
    const name = `:${await firstLine(server)}`;
    // Without one, windows open all the same but never have the keyboard.
    const manager = start(account.wrap({ program: 'openbox', args: [] }), { ...env, DISPLAY: name }, 'ignore');
    return {
      name,
      async close() {
        await end(manager);
        await end(server);
      },
    };
  } catch (error) {
    await end(server);
    throw error;
  }
}

type Stdio = 'ignore' | ('ignore' | 'pipe')[];

function start({ program, args }: Command, env: NodeJS.ProcessEnv, stdio: Stdio): ChildProcess {
  const child = spawn(program, [...args], { env, stdio });
  // What is not installed is noticed by what it does not do.
  child.on('error', () => undefined);
  return child;
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const told = server.stdio[3];
    const fail = (): void => reject(new Error('The X server for the tests did not start (Xvfb)'));
    const timer = setTimeout(fail, upWithinMs);
    server.once('error', fail);
    server.once('exit', fail);
    if (!(told instanceof Readable)) return fail();
    let text = '';
    told.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const number = /^(\d+)\n/.exec(text)?.[1];
      if (number === undefined) return;
      clearTimeout(timer);
      resolve(number);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), downWithinMs);
  await ended;
  clearTimeout(timer);
}
