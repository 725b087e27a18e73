// A keychain of its own for one command, so that tests touch nobody's: on Linux a new bus and a new keyring in a temporary folder.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type Command = { readonly program: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };

export type KeyringSession = {
  /** How to run the command inside. */
  wrap(command: Command): Command;
  close(): void;
};

/** Where the keyring, its lock and its socket would otherwise be looked for. */
const homes = ['HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'] as const;

/** The bus complains of what no test needs, so its words go nowhere; the command keeps the real stderr as 3. */
const openBus = 'exec 3>&2; exec dbus-run-session -- bash -c "$0" bash "$@" 2>/dev/null';
/** The daemon prints its variables once it is unlocked and on the bus; the command reaches it by the bus and needs none of them. */
const unlockThenRun =
  'printf tallystick | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec env "$@" 2>&3 3>&-';

/** Null where none can be made: then the command meets whatever keychain this computer has, or none. */
export function openKeyringSession(): KeyringSession | null {
  if (process.platform !== 'linux' || !hasProgram('dbus-run-session') || !hasProgram('gnome-keyring-daemon'))
    return null;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tallystick-keyring-'));
  const ofItsOwn = Object.fromEntries(homes.map((name) => [name, path.join(folder, name.toLowerCase())]));
  for (const place of Object.values(ofItsOwn)) mkdirSync(place, { mode: 0o700 });
  return {
    wrap({ program, args, env }) {
      return {
        program: 'bash',
        args: ['-c', openBus, unlockThenRun, ...restore(env), program, ...args],
        env: { ...env, ...ofItsOwn },
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Only the keyring moves house; the command itself finds its caches where they always are. */
function restore(env: NodeJS.ProcessEnv): readonly string[] {
  const unset = homes.filter((name) => env[name] === undefined).flatMap((name) => ['-u', name]);
  const set = homes.flatMap((name) => (env[name] === undefined ? [] : [`${name}=${env[name]}`]));
  return [...unset, ...set];
}

function hasProgram(name: string): boolean {
  return spawnSync('which', [name], { stdio: 'ignore' }).status === 0;
}
