// Work that its own side took back is neither a failure nor a bug.

/** What a signal aborts with: the platform's error, or the one that Node's own calls make of it. */
export function isAbort(error: unknown): boolean {
  if (error instanceof DOMException) return error.code === DOMException.ABORT_ERR;
  return error instanceof Error && 'code' in error && error.code === 'ABORT_ERR';
}
