// The processes of one start: they end together, in order, and one that dies on its own is reported in a sentence.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

const endWithinMs = 8000;

export type Child = {
  readonly process: ChildProcess;
  /** Resolves with how it ended; null for a signal. */
  readonly ended: Promise<number | null>;
};

export type Children = {
  start(what: {
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly options: SpawnOptions;
  }): Child;
  /** Asks all to end, newest first, and makes sure that they do. May be called twice. */
  endAll(): Promise<void>;
};

export function createChildren(say: (line: string) => void): Children {
  const running: Child[] = [];
  let isEnding = false;

  const watch = async (child: Child, name: string): Promise<void> => {
    const code = await child.ended;
    running.splice(running.indexOf(child), 1);
    if (isEnding || code === 0) return;
    say(`${name} has ended by itself (${code === null ? 'by a signal' : `exit code ${String(code)}`}).`);
  };

  return {
    start({ name, command, args, options }) {
      const process = spawn(command, args, options);
      const ended = new Promise<number | null>((resolve) => {
        process.once('error', (error) => {
          say(`${name} could not be started: ${error.message}.`);
          resolve(1);
        });
        process.once('exit', (code) => resolve(code));
      });
      const child: Child = { process, ended };
      running.push(child);
      void watch(child, name);
      return child;
    },
    async endAll() {
      isEnding = true;
      for (const child of running.toReversed()) await endOne(child);
    },
  };
}

async function endOne({ process, ended }: Child): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill('SIGTERM');
  const timer = setTimeout(() => process.kill('SIGKILL'), endWithinMs);
  await ended;
  clearTimeout(timer);
}
