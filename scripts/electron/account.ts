// As whom Electron runs: Chromium's sandbox does not work for root and stays on in the tests, so root hands everything to another user.
import { spawnSync } from 'node:child_process';
import { chown, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** `nobody`, by number: every Linux has it, and it owns nothing. */
const nobody = 65534;

export type Command = { readonly program: string; readonly args: readonly string[] };

export type Account = {
  /** How the command is started as this user. Started by root it also ends with whoever started it. */
  wrap(command: Command): Command;
  /** Gives a folder, empty and new, to this user. */
  lend(folder: string): Promise<void>;
  canRead(file: string): boolean;
};

/** `mustRead`: a folder that may lie where only root has access. Then the other user is lent the right to read, and none to write. */
export function openAccount(mustRead: string): Account {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const wrapWith =
    (rights: readonly string[]) =>
    ({ program, args }: Command): Command =>
      isRoot ? { program: 'setpriv', args: [...asNobody, ...rights, '--', program, ...args] } : { program, args };
  const canReadWith = (rights: readonly string[], file: string): boolean => {
    const { program, args } = wrapWith(rights)({ program: 'sh', args: ['-c', ': < "$0"', file] });
    return !isRoot || spawnSync(program, [...args], { stdio: 'ignore' }).status === 0;
  };
  const rights = !isRoot || canReadWith([], mustRead) ? [] : readEverything;
  return {
    wrap: wrapWith(rights),
    async lend(folder) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(path.dirname(folder), { recursive: true });
      await mkdir(folder, { mode: 0o700 });
      if (isRoot) await chown(folder, nobody, nobody);
    },
    canRead: (file) => canReadWith(rights, file),
  };
}

const asNobody = [
  `--reuid=${String(nobody)}`,
  `--regid=${String(nobody)}`,
  '--clear-groups',
  '--pdeathsig=TERM',
] as const;
/** The last is for access(2), which otherwise looks without these rights. */
const readEverything = [
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
  '--securebits=+no_setuid_fixup',
] as const;
