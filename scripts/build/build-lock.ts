// One build at a time: tests and starts that find out/ stale together wait for the first of them.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;
const waitMsMax = 180_000;

export async function withBuildLock<T>(root: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(root, '.tmp', 'build.lock');
  await mkdir(path.dirname(file), { recursive: true }).catch((error: unknown) => {
    throw new Error(`The app has to be built, and nothing can be written into ${root}.`, { cause: error });
  });
  const deadline = Date.now() + waitMsMax;
  while (!(await take(file))) {
    if (Date.now() > deadline) throw new Error(`Another build has held ${file} for too long. Delete it and try again.`);
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (await isHolderAlive(file)) return false;
  await rm(file, { force: true });
  return false;
}

/** A killed build leaves its file behind. */
async function isHolderAlive(file: string): Promise<boolean> {
  const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
  // Just being written.
  if (holder === 0) return true;
  try {
    process.kill(holder, 0);
    return true;
  } catch {
    return false;
  }
}
