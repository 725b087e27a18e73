// Gathers commands that come while others of their kind are under way, so that many share one transaction. A batch that fails is tried
// again in halves, and what cannot be done together is done alone: so no command can spoil another.
import { AsyncLocalStorage } from 'node:async_hooks';
import { StorageUnavailable } from '../storage.ts';
import { batchFailureKind, type FailureKind } from './failure.ts';

/** No batch has two members of one id. */
type Member = { readonly id: string };

export type Batching<M extends Member> = {
  /** Answers with those that are done; whoever is left out is done alone. Where it throws nothing was done. */
  together(members: readonly M[]): Promise<ReadonlySet<M>>;
  alone(member: M): Promise<void>;
  /** Called each time that a batch is done again in halves because of what was in its way. */
  readonly onRepeat?: ((why: Exclude<FailureKind, null>) => void) | undefined;
  /** In milliseconds of `now`: how long a member may wait for its batch, and how long after its first failure a batch is done again. */
  readonly waitMs: number;
  readonly repeatMs: number;
  now(): number;
  /** Calls `work` once, so long from now, unless what it answers with is called before. */
  later(ms: number, work: () => void): () => void;
};

export type Batches<M extends Member> = {
  /** Settles when this one is done, or could not be. */
  add(member: M): Promise<void>;
  /** How many no batch has taken yet. */
  waiting(): number;
};

type Job<M> = {
  readonly member: M;
  readonly since: number;
  /** Runs in the context in which the member came, such as its trace. */
  inContext<A>(work: () => A): A;
  resolve(): void;
  reject(error: unknown): void;
};

/** What is left of a batch. `failedAt`: when it failed first; null: it has not. `hasLost`: it has been done again on another connection. */
type Part<M> = { readonly jobs: readonly Job<M>[]; readonly failedAt: number | null; readonly hasLost: boolean };

/** Bounds: members of a batch, and batches at once. While one waits for the database, this process decides the next. */
export const batchMax = 64;
const atOnceMax = 2;

export function createBatches<M extends Member>({
  together,
  alone,
  onRepeat,
  waitMs,
  repeatMs,
  now,
  later,
}: Batching<M>): Batches<M> {
  const queue: Job<M>[] = [];
  /** The ids of those that a batch has taken, until they are done. */
  const taken = new Set<string>();
  let underWay = 0;
  let isScheduled = false;
  let stopWatching: (() => void) | null = null;

  /** After the turn's input: all that came in that turn goes together, and nobody waits for anybody who has not come. */
  function schedule(): void {
    if (isScheduled || queue.length === 0 || underWay >= atOnceMax) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      refuseLate();
      const jobs = takeBatch(queue, taken);
      watchQueue();
      if (jobs.length === 0) return;
      void run(jobs);
      schedule();
    });
  }

  /** Nothing of them has begun. */
  function refuseLate(): void {
    const earliest = now() - waitMs;
    for (const job of queue.splice(0))
      if (job.since >= earliest) queue.push(job);
      else job.reject(new StorageUnavailable('waited too long for others of its kind'));
  }

  /** Whoever waits is refused in time, also where no batch ends. */
  function watchQueue(): void {
    const [first] = queue;
    if (first === undefined) {
      stopWatching?.();
      stopWatching = null;
      return;
    }
    stopWatching ??= later(Math.max(0, first.since + waitMs - now()) + 1, () => {
      stopWatching = null;
      refuseLate();
      watchQueue();
    });
  }

  async function run(jobs: readonly Job<M>[]): Promise<void> {
    underWay += 1;
    for (const { member } of jobs) taken.add(member.id);
    const again = await runTogether({ jobs, failedAt: null, hasLost: false });
    // What is tried again is not counted: one that waits long keeps no batch from beginning.
    underWay -= 1;
    schedule();
    await Promise.all(again.map(runPart));
  }

  async function runPart(part: Part<M>): Promise<void> {
    const [first, ...others] = part.jobs;
    if (first !== undefined && others.length === 0) await runAlone(first);
    else await Promise.all((await runTogether(part)).map(runPart));
  }

  /** Answers with the parts that are still to be done. */
  async function runTogether(part: Part<M>): Promise<readonly Part<M>[]> {
    const { jobs } = part;
    try {
      const done = await inContextOf(jobs, () => together(jobs.map(({ member }) => member)));
      for (const job of jobs) if (done.has(job.member)) settle(job, job.resolve);
      return jobs.filter(({ member }) => !done.has(member)).map((job) => ({ ...part, jobs: [job] }));
    } catch (error) {
      return afterFailure(part, error);
    }
  }

  function afterFailure({ jobs, failedAt, hasLost }: Part<M>, error: unknown): readonly Part<M>[] {
    const kind = batchFailureKind(error);
    const since = failedAt ?? now();
    // In parts they would fare no better; and what may have been committed must not be done again.
    if (kind === 'unavailable') return refuse(jobs, error);
    if (now() - since > repeatMs)
      return refuse(jobs, new StorageUnavailable('no time is left to do it again', { cause: error }));
    if (kind !== null) onRepeat?.(kind);
    // The connection was lost, and none of them has spoilt it.
    if (kind === 'lost' && !hasLost) return [{ jobs, failedAt: since, hasLost: true }];
    return halves(jobs).map((half) => ({ jobs: half, failedAt: since, hasLost }));
  }

  function refuse(jobs: readonly Job<M>[], error: unknown): readonly Part<M>[] {
    for (const job of jobs) settle(job, () => job.reject(error));
    return [];
  }

  async function runAlone(job: Job<M>): Promise<void> {
    try {
      await job.inContext(() => alone(job.member));
      settle(job, job.resolve);
    } catch (error) {
      settle(job, () => job.reject(error));
    }
  }

  function settle({ member }: Job<M>, tell: () => void): void {
    taken.delete(member.id);
    tell();
    schedule();
  }

  return {
    add: (member) =>
      new Promise<void>((resolve, reject) => {
        queue.push({ member, since: now(), inContext: AsyncLocalStorage.snapshot(), resolve, reject });
        schedule();
        if (!isScheduled) watchQueue();
      }),
    waiting: () => queue.length,
  };
}

/** The first of each id, as many as a batch takes; the others stay where they are. */
function takeBatch<M extends Member>(queue: Job<M>[], taken: ReadonlySet<string>): readonly Job<M>[] {
  const batch = new Map<string, Job<M>>();
  const left: Job<M>[] = [];
  for (const job of queue.splice(0)) {
    const { id } = job.member;
    if (batch.size < batchMax && !batch.has(id) && !taken.has(id)) batch.set(id, job);
    else left.push(job);
  }
  queue.push(...left);
  return [...batch.values()];
}

/** Of the first of them. */
function inContextOf<A>([first]: readonly Job<unknown>[], work: () => A): A {
  return first === undefined ? work() : first.inContext(work);
}

/** One alone has no halves: it is a part by itself. */
function halves<A>(all: readonly A[]): readonly (readonly A[])[] {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)].filter((half) => half.length > 0);
}
