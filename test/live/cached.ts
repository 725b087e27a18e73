// What the live tests fetch and build once: kept outside the repository, in ~/.cache/tallystick or where TALLYSTICK_CACHE says.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

export async function cacheDir(...parts: readonly string[]): Promise<string> {
  const dir = path.join(process.env['TALLYSTICK_CACHE'] ?? path.join(homedir(), '.cache', 'tallystick'), ...parts);
  await mkdir(dir, { recursive: true });
  return dir;
}

export async function isThere(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** Runs to its end with all it says in `log`; throws when it fails or takes longer than `msMax`. */
export async function run(
  command: Command,
  { log, msMax }: { readonly log: string; readonly msMax: number },
): Promise<void> {
  const file = await open(log, 'a');
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(command.program, [...command.args], {
        env: { ...process.env, ...command.env },
        ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
        stdio: ['ignore', file.fd, file.fd],
        timeout: msMax,
      });
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0)
      throw new Error(`${command.program} ${command.args[0] ?? ''} failed (${code ?? 'killed'}); see ${log}`);
  } finally {
    await file.close();
  }
}

/** Whether a program answers at all. */
export async function canRun(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: 'ignore', timeout: 2 * 60_000 });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
