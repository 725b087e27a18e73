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

export function openAccount(): Account {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const wrap = ({ program, args }: Command): Command =>
    isRoot ? { program: 'setpriv', args: [...asNobody, program, ...args] } : { program, args };
  return {
    wrap,
    async lend(folder) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(path.dirname(folder), { recursive: true });
      await mkdir(folder, { mode: 0o700 });
      if (isRoot) await chown(folder, nobody, nobody);
    },
    canRead(file) {
      const { program, args } = wrap({ program: 'test', args: ['-r', file] });
      return !isRoot || spawnSync(program, [...args], { stdio: 'ignore' }).status === 0;
    },
  };
}

const asNobody = [
  `--reuid=${String(nobody)}`,
  `--regid=${String(nobody)}`,
  '--clear-groups',
  '--pdeathsig=TERM',
  '--',
] as const;
