// Work of the same name, one after the other.

export type Turns = { take<A>(name: string, work: () => Promise<A>): Promise<A> };

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(name, work) {
      const before = last.get(name);
      const mine = before === undefined ? work() : before.then(work);
      const over = mine.catch(() => undefined);
      last.set(name, over);
      try {
        return await mine;
      } finally {
        if (last.get(name) === over) last.delete(name);
      }
    },
  };
}
