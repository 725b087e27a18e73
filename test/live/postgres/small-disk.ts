// A disk that is nearly full when a test wants it so: a tmpfs in a mount namespace of its own, which a sleeping process keeps, and which
// goes with it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type SmallDisk = {
  /** Programs that are to see it are started by this. */
  readonly under: readonly string[];
  /** Where this process, which does not see it, finds what is on it. */
  readonly inside: string;
  /** Leaves so many bytes free. */
  fill(leaving: number): void;
  empty(): void;
  close(): Promise<void>;
};

/** As root, since others may not mount a disk on which another user writes. */
export function hasSmallDisks(): boolean {
  const mount = ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  return process.getuid?.() === 0 && spawnSync('unshare', mount).status === 0;
}

export async function openSmallDisk(at: string, bytes: number): Promise<SmallDisk> {
  const script = `mount -t tmpfs -o size=${bytes},mode=777 tmpfs ${at} && echo mounted && exec sleep infinity`;
  const keeper = spawn('unshare', ['--mount', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(keeper, 'exit');
  await Promise.race([
    once(keeper.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the disk was not mounted'))),
  ]);
  const inside = path.join('/proc', String(keeper.pid), 'root', at);
  const filler = path.join(inside, 'filler');
  return {
    under: ['nsenter', '--mount', '--target', String(keeper.pid), '--'],
    inside,
    fill(leaving) {
      const { bavail, bsize } = statfsSync(inside);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaving)));
      chmodSync(filler, 0o644);
    },
    empty: () => rmSync(filler, { force: true }),
    async close() {
      keeper.kill('SIGKILL');
      await ended;
    },
  };
}
