// What the account needs of a log. Nothing secret may be handed to it.
export type Log = {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
};

/** All of an error that may be logged here: its text may quote what was sent. */
export function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
