// The core's log: one JSON line an event, in the data folder, without secrets and without anybody's words.
import { join } from 'node:path';
import pino from 'pino';
import type { Clock } from '../ports.ts';
import { CodedFailure } from '../coded-failure.ts';
import { openLogFile } from './log-file.ts';

export type Log = {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** A defect with its stack, or a failure of the world with its code. */
  readonly report: (error: unknown) => void;
  /** May be called twice; what is logged after is lost. */
  close(): void;
};

export function createLog({ dataDir, clock }: { readonly dataDir: string; readonly clock: Clock }): Log {
  const file = openLogFile(join(dataDir, 'logs'));
  const stream = { write: (line: string) => file.write(redact(line)) };
  const timestamp = (): string => `,"time":"${new Date(clock.now()).toISOString()}"`;
  const logger = pino({ base: null, timestamp, formatters: { level: (label) => ({ level: label }) } }, stream);

  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    report(error) {
      if (error instanceof CodedFailure) logger.warn({ err: error, code: error.failure.code }, 'failed');
      else logger.error({ err: error }, 'defect');
    },
    close: () => file.close(),
  };
}

/** Tokens and bearer credentials, wherever in a line they stand. */
export function redact(line: string): string {
  return line
    .replaceAll(/tally_[A-Za-z0-9_-]{8,}/g, 'tally_[redacted]')
    .replaceAll(/(bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi, '$1[redacted]');
}
