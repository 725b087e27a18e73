// Why the app cannot start, and what the person should hear once it has: told as codes by the core, put into words by its shell.
import { z } from 'zod';

const path = z.string();
/** As the system or SQLite names what went wrong: "ENOSPC", "SQLITE_CORRUPT". */
const code = z.string();
/** The name of a step that brings the file to this version. */
const migration = z.string();

/** What a variable of the environment has to be. */
export const SettingWanted = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('full_path') }),
  z.object({ kind: z.literal('whole_number'), max: z.int() }),
  z.object({ kind: z.literal('ollama_address') }),
  z.object({ kind: z.literal('web_address') }),
  z.object({ kind: z.literal('on_or_off') }),
  z.object({ kind: z.literal('hosts') }),
  z.object({ kind: z.literal('short'), charactersMax: z.int() }),
]);
export type SettingWanted = z.infer<typeof SettingWanted>;

export const StartProblem = z.discriminatedUnion('kind', [
  /** Another core writes this folder. */
  z.object({ kind: z.literal('folder_in_use'), dataDir: path }),
  /** Nothing can be written into the folder. */
  z.object({ kind: z.literal('folder_unusable'), path, code }),
  /** The folder or the file cannot be read or written. */
  z.object({ kind: z.literal('store_unusable'), path, code }),
  /** The file was written by a later version of the app. */
  z.object({ kind: z.literal('store_newer'), path, migration }),
  /** A step of the upgrade failed; the file is as it was before. */
  z.object({ kind: z.literal('upgrade_failed'), path, migration }),
  /** A migration that has run is not the one that this app carries. */
  z.object({ kind: z.literal('migration_altered'), path, migration }),
  /** A variable of the environment. `given`: what it is; null where that may hold a password. */
  z.object({ kind: z.literal('setting_wrong'), name: z.string(), given: z.string().nullable(), wanted: SettingWanted }),
  /** The core's process ended while it was starting; null: by a signal. */
  z.object({ kind: z.literal('core_ended'), exitCode: z.int().nullable() }),
  /** Another program listens on the browser shell's port. */
  z.object({ kind: z.literal('port_taken'), port: z.int() }),
  /** What nobody foresaw, as it was thrown. */
  z.object({ kind: z.literal('other'), text: z.string() }),
]);
export type StartProblem = z.infer<typeof StartProblem>;

/** The app has started, and something was put aside on the way because it could not be read: a file as `path`, or what so many runs owe. */
export const StartNotice = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['chats_put_aside', 'settings_put_aside']), path }),
  z.object({ kind: z.literal('charges_put_aside'), runs: z.int().min(1) }),
]);
export type StartNotice = z.infer<typeof StartNotice>;
