// The processes of one start: they end together, in order, and one that dies on its own is reported in a sentence.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

const endWithinMs = 8000;

export type Child = {
  readonly process: ChildProcess;
  /** Resolves with how it ended; null for a signal. */
  readonly ended: Promise<number | null>;
  /** Asks it to end, and makes sure that it does. */
  end(): Promise<void>;
};

export type Children = {
  start(what: {
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly options: SpawnOptions;
    /** Where whoever starts it says itself how it ended. */
    readonly isQuiet?: boolean;
  }): Child;
  /** Asks all to end, newest first, and makes sure that they do. May be called twice. */
  endAll(): Promise<void>;
};

export function createChildren(say: (line: string) => void): Children {
  const running: Child[] = [];
  let isEnding = false;

  const watch = async (child: Child, name: string, isQuiet: boolean): Promise<void> => {
    const code = await child.ended;
    running.splice(running.indexOf(child), 1);
    if (isEnding || isQuiet || code === 0) return;
    say(`${name} has ended by itself (${code === null ? 'by a signal' : `exit code ${String(code)}`}).`);
  };

  return {
    start({ name, command, args, options, isQuiet = false }) {
      const process = spawn(command, args, options);
      const ended = new Promise<number | null>((resolve) => {
        process.once('error', (error) => {
          if (!isQuiet) say(`${name} could not be started: ${error.message}.`);
          resolve(1);
        });
        process.once('exit', (code) => resolve(code));
      });
      const child: Child = { process, ended, end: () => endOne({ process, ended }) };
      running.push(child);
      void watch(child, name, isQuiet);
      return child;
    },
    async endAll() {
      isEnding = true;
      for (const child of running.toReversed()) await child.end();
    },
  };
}

async function endOne({ process, ended }: Pick<Child, 'process' | 'ended'>): Promise<void> {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
  process.kill('SIGTERM');
  const timer = setTimeout(() => process.kill('SIGKILL'), endWithinMs);
  await ended;
  clearTimeout(timer);
}
