// Work that must not overlap, one after the other: saving settings; choosing, making, changing and putting aside a token.
import PQueue from 'p-queue';

export type InTurn = {
  <T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing waits any more. */
  readonly idle: () => Promise<void>;
};

export function createInTurn(): InTurn {
  const queue = new PQueue({ concurrency: 1 });
  return Object.assign(async <T>(work: () => Promise<T>): Promise<T> => await queue.add(work), {
    idle: async () => await queue.onIdle(),
  });
}
