// Runs one piece of work after the other.

/**
 * It is a chain of promises and not a p-queue, because it stands before every request where those are counted, and a p-queue costs eight
 * times as much.
 */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work, work);
    tail = turn;
    return turn;
  };
}
