// What every command of tallystick-server is given, and how it says what was wrong with it.
import type { z } from 'zod';

/** The variables of the environment, with those of a .env file beneath them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The words and options of the command line, as they came. */
export type Given = Readonly<Record<string, unknown>>;

/** Both print and return the exit code that goes with it. */
export type Voice = { readonly say: (text: string) => number; readonly complain: (text: string) => number };

/** A sentence for each thing that is wrong with what was given, one a line. */
export function faultsOf(error: z.ZodError): string {
  return error.issues.map(({ message }) => `${message.replace(/\.$/, '')}.`).join('\n');
}
