// What an error of PostgreSQL, or of the way to it, says about the command that met it.
import pg from 'pg';
import { StorageUnavailable } from '../storage.ts';
import { NoPlaceServes } from './place-finder.ts';

/**
 * `contended`: another transaction was in the way, and nothing was written; at once again. `taken`: somebody was first to write a row
 * of this name; the decision sees it when it is made again. `lost`: the connection is of no use any more, another may be.
 * `unavailable`: the database cannot serve now. null: it was asked for something wrong.
 */
export type FailureKind = 'contended' | 'taken' | 'lost' | 'unavailable' | null;

/**
 * Serialization, deadlock, a lock's time; no connection to be had: those of the others come back; and a division by nothing, by which
 * a statement of ours says that another transaction has made an account at the same moment.
 */
const contended = new Set(['40001', '40P01', '55P03', '53300', '22012']);
const taken = '23505';
/** The time of a statement is over. */
const overTime = '57014';
/** Shut down, crashed, starting, in recovery; or the statements that were prepared do not fit the schema any more. */
const lost = /^(08...|57P0.|25006|0A000|26000|XX000)$/;
/** Full, out of memory, a disk that fails, a time that is over, a password that is not known. */
const unavailable = /^(53...|58...|57014|25P0.|28...|3D000)$/;

export function failureKind(error: unknown): FailureKind {
  if (error instanceof StorageUnavailable) return 'unavailable';
  if (error instanceof NoPlaceServes) return 'lost';
  const code = codeOf(error);
  if (code === null && isOfThePool(error)) return 'unavailable';
  if (code === null) return isOfTheWay(error) ? 'lost' : null;
  if (contended.has(code)) return 'contended';
  if (code === taken) return 'taken';
  if (lost.test(code)) return 'lost';
  return unavailable.test(code) ? 'unavailable' : null;
}

/**
 * Of a batch. Where it waits shortly for each of many locks, the time of the statement is over too, and was not when it is done again in
 * halves: that is told as `contended`.
 */
export function batchFailureKind(error: unknown): FailureKind {
  return codeOf(error) === overTime ? 'contended' : failureKind(error);
}

/** Gives outages the port's own name; lets everything else pass as it is. */
export function asStorageFailure(error: unknown): unknown {
  const kind = failureKind(error);
  if (kind === null || kind === 'taken' || error instanceof StorageUnavailable) return error;
  return new StorageUnavailable(error instanceof Error ? error.message : 'the database failed', { cause: error });
}

function codeOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/** No connection became free in the time that there is for it: to ask again would be to wait as long again. */
function isOfThePool(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

/** Of a socket, or of the client about its connection, whose words are all that tells. */
function isOfTheWay(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string')
    return /^(E[A-Z]+$|ERR_(STREAM|SOCKET|SSL|TLS))/.test(error.code);
  return /^(Connection terminated|timeout e|Client has encountered|Client was closed|Query read timeout|Cannot use a pool|The server does not support|Connection ended)/.test(
    error.message,
  );
}
