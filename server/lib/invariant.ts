// What must be true whatever anyone sends. A broken one is a bug: the request dies, the process lives.

class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** Throws InvariantBroken with `message` unless `condition` holds. The message is for the log, never for people. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantBroken(message);
}
