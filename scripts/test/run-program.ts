// Runs a test runner as a program of its own, with an end to it: what its tests have started neither outlives it nor keeps it alive,
// unless it has left the runner's process group, as a daemon does.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Program = {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
};

export type Ended = {
  /** null: by a signal. */
  readonly code: number | null;
  /** It had written its report and would not end: a process that a test left behind holds its streams open. */
  readonly isStuck: boolean;
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const lookAgainMs = 500;

/**
 * `report`: the file it writes when all tests have ended. `patienceMs`: how long it may take to end after that. Throws when this
 * process is told to end meanwhile.
 */
export async function runProgram(
  { program, args, cwd, env }: Program,
  { report, patienceMs = 60_000 }: { readonly report: string; readonly patienceMs?: number },
): Promise<Ended> {
  // A group of its own, so that all of it can be ended, also what has lost its parent.
  const hasGroup = process.platform !== 'win32';
  const child = spawn(program, [...args], { cwd, env, stdio: 'inherit', detached: hasGroup });
  const end = (signal: NodeJS.Signals): void => signalAll(child, { signal, hasGroup });
  let interruption: string | null = null;
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption = signal;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, interrupt);
  let isStuck = false;
  const watch = whenLate(report, patienceMs, () => {
    isStuck = true;
    end('SIGKILL');
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  clearInterval(watch);
  for (const signal of signals) process.off(signal, interrupt);
  end('SIGKILL');
  // Whoever ends a run wants no second try; what it has opened is closed on the way out.
  if (interruption !== null) throw new Error(`The tests were ended by ${String(interruption)}.`);
  return { code, isStuck };
}

function whenLate(report: string, patienceMs: number, act: () => void): NodeJS.Timeout {
  let writtenAt: number | null = null;
  return setInterval(() => {
    writtenAt ??= existsSync(report) ? performance.now() : null;
    if (writtenAt !== null && performance.now() - writtenAt > patienceMs) act();
  }, lookAgainMs);
}

function signalAll(child: ChildProcess, { signal, hasGroup }: { signal: NodeJS.Signals; hasGroup: boolean }): void {
  if (child.pid === undefined) return;
  try {
    if (hasGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // Nothing of it is left.
  }
}
