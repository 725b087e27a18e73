// Where settings are kept, as the settings feature sees it. In a desktop app the file belongs to another process.

export type Preferences = {
  /** What the file held when it was opened; empty when nothing was kept, or when it could not be read. */
  readonly stored: Readonly<Record<string, unknown>>;
  /** Where an unreadable file was put aside when it was opened; null when all was well. */
  readonly damagedFile: string | null;
  /**
   * Writes these values over what stands in the file, so that what a newer version keeps there is not lost.
   * Once it resolves, a crash leaves the new text or the old, never half of one. Rejects when they cannot be kept.
   */
  keep(values: Readonly<Record<string, unknown>>): Promise<void>;
};
