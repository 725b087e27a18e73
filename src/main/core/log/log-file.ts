// The file a log is written to: bounded, with the last full one kept beside it. A log that cannot be written stops nothing.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const logBytesMax = 2_000_000;
export const logFileName = 'tallystick.log';

export type LogFile = {
  write(line: string): void;
  /** May be called twice. */
  close(): void;
};

export function openLogFile(dir: string, bytesMax: number = logBytesMax): LogFile {
  const path = join(dir, logFileName);
  let file = open(dir, path);

  function rotate(): void {
    if (file !== null) closeSync(file.descriptor);
    renameSync(path, `${path}.1`);
    file = open(dir, path);
  }

  return {
    write(line) {
      if (file === null) return;
      try {
        if (file.bytes > 0 && file.bytes + line.length > bytesMax) rotate();
        if (file !== null) file.bytes += writeSync(file.descriptor, line);
      } catch {
        // The disk is full or gone; what the line was about has its own failure.
      }
    },
    close() {
      if (file !== null) closeSync(file.descriptor);
      file = null;
    },
  };
}

function open(dir: string, path: string): { readonly descriptor: number; bytes: number } | null {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const descriptor = openSync(path, 'a', 0o600);
    return { descriptor, bytes: fstatSync(descriptor).size };
  } catch {
    return null;
  }
}
