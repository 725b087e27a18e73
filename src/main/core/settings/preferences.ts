// Where settings are kept, as the settings feature sees it.

/** Read whole, written whole and at once: after `write` returns, a crash leaves the new text or the old, never half of one. */
export type Preferences = {
  /** What was written last; empty when nothing was, or when it could not be read. */
  read(): Readonly<Record<string, unknown>>;
  /** Throws when it cannot be kept. */
  write(values: Readonly<Record<string, unknown>>): void;
};
