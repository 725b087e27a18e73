// Runs one piece of work after the other.

/** Each begins when the one before has ended, whether well or badly. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work, work);
    tail = turn;
    return turn;
  };
}
