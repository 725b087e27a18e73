// What Electron writes to its error output: kept until it is known how the start goes, and passed on without Chromium's own lines.
import type { Readable } from 'node:stream';

const charsMax = 64_000;

export type ErrorLog = {
  /** The whole of it so far, or its end. */
  said(): string;
  /** From now on, and what was kept. */
  passOn(): void;
};

export function createErrorLog(stream: Readable | null, print: (line: string) => void): ErrorLog {
  let said = '';
  let waiting = '';
  let isPassedOn = false;
  const flush = (): void => {
    const lines = waiting.split('\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) if (!isNoise(line)) print(line);
  };
  stream?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-charsMax);
    waiting = (waiting + chunk.toString()).slice(-charsMax);
    if (isPassedOn) flush();
  });
  return {
    said: () => said,
    passOn() {
      isPassedOn = true;
      flush();
    },
  };
}

/** Chromium complains of missing buses and graphics on machines where it works well. Only a FATAL line ends it. */
export function isNoise(line: string): boolean {
  return line.trim() === '' || /^\[[\d:/.]+:(?:INFO|WARNING|ERROR|VERBOSE\d*):/.test(line);
}
