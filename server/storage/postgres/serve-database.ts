// The open database as the stores of the capabilities use it: reads on one snapshot, and commands that are whole or nothing.
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { invariant } from '../../lib/invariant.ts';
import { pass } from '../failpoint.ts';
import type { News } from '../nodes/newsroom.ts';
import { StorageUnavailable } from '../storage.ts';
import type { CommitTold, EngineState } from '../upkeep.ts';
import { type Batching, createBatches } from './batches.ts';
import { createCommitMarks, type Mark, settle, writeMark } from './commit-marks.ts';
import { connectDefaultMs, type PoolOptions } from './connection.ts';
import { asStorageFailure, type FailureKind, failureKind } from './failure.ts';
import { type Send, type Statements, type Transaction, statementsOn } from './transaction.ts';

export type LedgerDatabase = {
  /** All that `look` reads is of one moment. */
  read<A>(look: (tx: Transaction) => Promise<A>): Promise<A>;
  /** `command` runs in a transaction, and again if that has to be repeated. Answered when it is committed. */
  write: Write;
  /** Commands of one kind, many of which are done in one transaction where many come at once. */
  gather<Member extends { readonly id: string }>(kind: Gathered<Member>): (member: Member) => Promise<void>;
  engine(): EngineState;
  /** Finishes what was asked, refuses what comes after. Not twice. */
  close(): Promise<void>;
};

type Write = <A>(command: (tx: Transaction) => Promise<A>) => Promise<A>;

export type Gathered<Member extends { readonly id: string }> = {
  /** As `Batching` says it, in one transaction. */
  together(tx: Transaction, members: readonly Member[]): ReturnType<Batching<Member>['together']>;
  /** `write`: as that of the ledger. */
  alone(write: Write, member: Member): Promise<void>;
};

export type ServeOptions = Pick<PoolOptions, 'connectMs'> & {
  /** How long a command is repeated before it is told StorageUnavailable. Default 8,000. */
  readonly repeatMs?: number;
  /** Called each time that a command is repeated. */
  readonly onRepeat?: (why: Exclude<FailureKind, null>) => void;
  readonly onCommit?: CommitTold;
  /** Called with what a command had to tell, once it is committed. */
  readonly onNews?: (news: readonly News[]) => void;
};

/** Bounds: repeats of one command, commands that may wait, and the waits between two tries, in milliseconds. */
const repeatsMax = 30;
const takenMax = 3;
const queueMax = 20_000;
const firstWaitMs = 2;
const waitMaxMs = 400;

const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';
const beginRead = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** `lost`: what was sent to be committed, and why its answer never came. */
type Done<A> = {
  readonly answer: A;
  readonly news: readonly News[];
  readonly lost: { readonly mark: Mark; readonly cause: unknown } | null;
};

export function serveDatabase(
  pool: Pool,
  { connectMs = connectDefaultMs, repeatMs = 8_000, ...listeners }: ServeOptions = {},
): LedgerDatabase {
  const onRepeat = unharmed(listeners.onRepeat);
  const onCommit = unharmed(listeners.onCommit);
  const onNews = unharmed(listeners.onNews);
  const underWay = new Set<Promise<unknown>>();
  const marks = createCommitMarks();
  /** How many wait of each kind that is gathered. */
  const gathering: (() => number)[] = [];
  let closing: Promise<void> | null = null;

  async function track<A>(work: () => Promise<A>): Promise<A> {
    if (closing !== null) throw new StorageUnavailable('the store is closed');
    if (underWay.size >= queueMax) throw new StorageUnavailable('too many commands are waiting');
    const promise = work();
    underWay.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw asStorageFailure(error);
    } finally {
      underWay.delete(promise);
    }
  }

  /** Tries until it is done, or until it is over with repeating. */
  async function repeating<A>(attempt: () => Promise<A>): Promise<A> {
    const since = performance.now();
    for (let tries = 1, taken = 0; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const kind = failureKind(error);
        if (kind === null || kind === 'unavailable') throw error;
        taken += kind === 'taken' ? 1 : 0;
        if (tries >= repeatsMax || taken >= takenMax || performance.now() - since > repeatMs) throw error;
        onRepeat(kind);
        // Not all at once again: each waits another while.
        await wait(Math.random() * Math.min(waitMaxMs, firstWaitMs * 2 ** tries));
      }
    }
  }

  /** `lose`: the connection is not to be used again. */
  async function withClient<A>(work: (client: PoolClient, lose: () => void) => Promise<A>): Promise<A> {
    const client = await pool.connect();
    let isLost = false;
    const lose = (): void => void (isLost = true);
    client.on('error', lose);
    try {
      return await work(client, lose);
    } catch (error) {
      if (failureKind(error) === 'lost') lose();
      throw error;
    } finally {
      client.off('error', lose);
      client.release(isLost);
    }
  }

  function runRead<A>(look: (tx: Transaction) => Promise<A>): Promise<A> {
    return withClient(async (client) => {
      const begun = quiet(client.query(beginRead));
      try {
        return await look({ ...statementsOn(client), atEnd: writesNothing, tell: writesNothing });
      } finally {
        await begun;
        await quiet(client.query('ROLLBACK'));
      }
    });
  }

  const write: Write = (command) => repeating(() => once(command));

  /** `commandsIn`: how many it has done. */
  async function once<A>(
    command: (tx: Transaction) => Promise<A>,
    commandsIn: (answer: A) => number = () => 1,
  ): Promise<A> {
    const { answer, news, lost } = await runCommand(command, commandsIn);
    if (lost !== null && !(await isCommitted(lost.mark))) throw lost.cause;
    if (news.length > 0) onNews(news);
    return answer;
  }

  function runCommand<A>(
    command: (tx: Transaction) => Promise<A>,
    commandsIn: (answer: A) => number,
  ): Promise<Done<A>> {
    return withClient(async (client, lose) => {
      const { tx, ends, news, hasWritten, orFirst } = watched(statementsOn(client));
      // All of one turn goes to the server at once: none of this costs a way of its own.
      const begun = client.query(begin);
      const answer = await orRollBack(client, () => orFirst(async () => (await Promise.all([command(tx), begun]))[0]));
      const next = hasWritten() ? marks.next(client) : null;
      try {
        const began = performance.now();
        await orFirst(() => commit(client, next, ends));
        if (next !== null) onCommit({ ms: performance.now() - began, commands: commandsIn(answer) });
        if (next !== null) pass('after_commit_before_answer');
        return { answer, news, lost: null };
      } catch (cause) {
        if (failureKind(cause) !== 'lost' || next === null) throw cause;
        lose();
        return { answer, news, lost: { mark: next, cause } };
      }
    });
  }

  /** Whether what was sent to be committed stands; if not, it never will. Where nobody can say, it must not be done again: StorageUnavailable. */
  async function isCommitted(mark: Mark): Promise<boolean> {
    try {
      return await repeating(() => withClient((client) => settle(statementsOn(client), mark)));
    } catch (cause) {
      throw new StorageUnavailable('nobody can say what became of a commit', { cause });
    }
  }

  return {
    read: (look) => track(() => repeating(() => runRead(look))),
    write: (command) => track(() => write(command)),
    gather<Member extends { readonly id: string }>({ together, alone }: Gathered<Member>) {
      const batches = createBatches<Member>({
        together: (members) =>
          once(
            (tx) => together(tx, members),
            (done) => done.size,
          ),
        alone: (member) => alone(write, member),
        onRepeat,
        waitMs: connectMs,
        repeatMs,
        now: () => performance.now(),
        later(ms, work) {
          const timer = setTimeout(work, ms);
          return () => clearTimeout(timer);
        },
      });
      gathering.push(batches.waiting);
      return (member: Member) => track(() => batches.add(member));
    },
    engine: () => ({
      kind: 'postgres',
      waiting: gathering.reduce((sum, waiting) => sum + waiting(), pool.waitingCount),
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
    }),
    close: () =>
      (closing ??= (async () => {
        await Promise.allSettled(underWay);
        await pool.end();
      })()),
  };
}

/**
 * A transaction of which a statement has failed is rolled back by COMMIT, and only the word that comes back says so. Of a statement that
 * this process could not send the database knows nothing: so COMMIT is sent only when all ends have been.
 */
async function commit(client: PoolClient, next: Mark | null, ends: readonly Send[]): Promise<void> {
  if (next !== null) pass('before_commit');
  // Before the writes: whoever asks for it waits for the transaction also while one of its writes waits for another.
  const marked = next === null ? null : writeMark(statementsOn(client), next);
  const written = Promise.all([marked, ...ends.map(async (send) => send())]);
  await orRollBack(client, () => Promise.race([written, sent()]));
  const committed = client.query('COMMIT');
  if (next !== null) pass('commit_sent');
  const [{ command: word }] = await Promise.all([committed, written]);
  invariant(word === 'COMMIT', () => `the database answered a commit with ${word}`);
}

/** When all that this process does without waiting for anybody is done, and whatever failed of it is known; within the same turn. */
async function sent(): Promise<void> {
  for (let ticks = 0; ticks < 2; ticks += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
}

async function orRollBack<A>(client: PoolClient, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    await quiet(client.query('ROLLBACK'));
    throw error;
  }
}

/** What is committed stays so, and what is repeated is repeated: a listener that throws is a bug of its own, told as a warning. */
function unharmed<A>(listener: ((told: A) => void) | undefined): (told: A) => void {
  return (told) => {
    try {
      listener?.(told);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}

type Watched = {
  readonly tx: Transaction;
  readonly news: readonly News[];
  /** What is left to be written with the commit. */
  readonly ends: readonly Send[];
  /** Whether anything was asked for that may write. */
  hasWritten(): boolean;
  /** Fails with what the first statement failed with that did: of those after it PostgreSQL says only that one has failed. */
  orFirst<A>(work: () => Promise<A>): Promise<A>;
};

function watched(on: Statements): Watched {
  const ends: Send[] = [];
  const news: News[] = [];
  const seen: { hasWritten: boolean; failure: { readonly error: unknown } | null } = {
    hasWritten: false,
    failure: null,
  };
  async function look<A>({ text }: { readonly text: string }, asked: () => Promise<A>): Promise<A> {
    seen.hasWritten ||= !text.startsWith('SELECT');
    try {
      return await asked();
    } catch (error) {
      seen.failure ??= { error };
      throw error;
    }
  }
  return {
    ends,
    news,
    hasWritten: () => seen.hasWritten || ends.length > 0,
    async orFirst(work) {
      try {
        return await work();
      } catch (error) {
        throw seen.failure === null ? error : seen.failure.error;
      }
    },
    tx: {
      all: (statement, values) => look(statement, () => on.all(statement, values)),
      one: (statement, values) => look(statement, () => on.one(statement, values)),
      run: (statement, values) => look(statement, () => on.run(statement, values)),
      atEnd: (write) => void ends.push(write),
      tell: (one) => void news.push(one),
    },
  };
}

function writesNothing(): void {
  invariant(false, 'a look has something to write');
}

/** Its failure is told by what comes after it. */
async function quiet(query: Promise<unknown>): Promise<void> {
  try {
    await query;
  } catch {
    // The connection is broken, and the next statement on it says so.
  }
}
