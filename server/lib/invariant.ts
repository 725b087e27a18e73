// Conditions that must hold for any input. A broken one is a bug: the request fails, the process goes on.

class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/**
 * Throws InvariantBroken with `message` unless `condition` holds. The message is for the log, never for people; as a function
 * it is put together only when it is needed, for places that every request passes.
 */
export function invariant(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantBroken(typeof message === 'string' ? message : message());
}
