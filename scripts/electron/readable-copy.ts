// A copy of the project for the user that Electron runs as, where that user cannot read the project itself, as in a private folder of root's.
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

const place = '/var/tmp';

/** Runs the script of the same name in the copy, which is gone afterwards. Gives its exit code. */
export async function runInCopy(root: string, script: string, args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(path.join(place, 'tallystick-copy-'));
  const copy = path.join(folder, 'project');
  try {
    await chmod(folder, 0o755);
    for (const [program, ...rest] of [
      ['cp', '-a', '--reflink=auto', root, copy],
      ['chmod', '-R', 'a+rX', copy],
    ] as const) {
      const { status, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`The project could not be copied to ${copy}: ${stderr}`);
    }
    // The Node too, where it is the project's own.
    const child = spawn(
      process.execPath.replace(`${root}${path.sep}`, `${copy}${path.sep}`),
      [...process.execArgv, path.join(copy, script), ...args],
      {
        cwd: copy,
        stdio: 'inherit',
      },
    );
    return await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
