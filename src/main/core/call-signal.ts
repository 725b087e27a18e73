// The signal of a call by the page. A call from inside the process brings none: then nothing ends it.

export function signalOf(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}
