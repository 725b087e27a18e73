// Fetches Electron's program into its npm package, the folder given as argument, and shows how far it is. Run as a process of its
// own, so that it can be ended; says in one line on its error output why it failed. What was cut off is never taken for whole:
// the download is checked before it is kept, and Electron's own installer, which unpacks it, writes the program's path last.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { downloadArtifact, type ElectronPlatformArtifactDetails } from '@electron/get';
import { z } from 'zod';
import { createProgress, type HowFar } from './fetch-progress.ts';
import { createStallGuard, whyNotFetched } from './fetch-failure.ts';

const [folder = ''] = process.argv.slice(2);
const { env } = process;

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
const { version } = z.object({ version: z.string() }).parse(readJson('package.json'));
const checksums = z.record(z.string(), z.string()).parse(readJson('checksums.json'));

const progress = createProgress(`Fetching Electron ${version}, once`, process.stdout);
const guard = createStallGuard();

try {
  await downloadArtifact(artifact());
  guard.stop();
  progress.end();
  unpack();
} catch (error) {
  guard.stop();
  progress.end();
  console.error(whyNotFetched(guard.hasStalled() ? null : error));
  process.exitCode = 1;
}

/** As Electron's installer asks for it, so that it then finds the very file. */
function artifact(): ElectronPlatformArtifactDetails {
  const isRemote = env['electron_use_remote_checksums'] ?? env['npm_config_electron_use_remote_checksums'] ?? '';
  return {
    version,
    artifactName: 'electron',
    platform: env['ELECTRON_INSTALL_PLATFORM'] ?? env['npm_config_platform'] ?? process.platform,
    arch: env['ELECTRON_INSTALL_ARCH'] ?? env['npm_config_arch'] ?? process.arch,
    ...(env['electron_config_cache'] === undefined ? {} : { cacheRoot: env['electron_config_cache'] }),
    ...(isRemote === '' ? { checksums } : {}),
    downloadOptions: {
      quiet: true,
      signal: guard.signal,
      getProgressCallback: async (how: HowFar) => {
        guard.moved();
        progress.show(how);
      },
    },
  };
}

function unpack(): void {
  console.log('Unpacking Electron…');
  const installer = spawnSync(process.execPath, [path.join(folder, 'install.js')], { encoding: 'utf8' });
  if (installer.status === 0) return;
  throw new Error(/^\w*Error: .*$/m.exec(installer.stderr)?.[0] ?? 'its installer failed');
}
