// Work that must not overlap, one after the other: saving settings; choosing, making, changing and putting aside a token.

export type InTurn = {
  <T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing waits any more. */
  readonly idle: () => Promise<void>;
};

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  return Object.assign(inTurn, {
    idle: async () => {
      await last;
    },
  });
}
