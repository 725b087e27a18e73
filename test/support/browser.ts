// Finds a Chromium to test in: the one named, else the one that comes inside an npm package, else one that is installed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type LaunchOptions } from '@playwright/test';
import { isPackagedHere, packagedChromium } from './packaged-chromium.ts';

type FoundBrowser = {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** TALLYSTICK_CHROMIUM names a program. The packaged one is the same everywhere, but there is none for macOS, Windows and ARM. */
async function findBrowser(env: NodeJS.ProcessEnv): Promise<FoundBrowser> {
  const args = isRoot() ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  const named = env['TALLYSTICK_CHROMIUM'] ?? '';
  if (named !== '') {
    if (!existsSync(named)) throw new Error(`TALLYSTICK_CHROMIUM names ${named}, and there is no such program.`);
    return { executablePath: named, args };
  }
  // Its own arguments would switch web security off, which is among the things that are tested. Its sandbox needs a helper
  // beside it that the package has not.
  if (isPackagedHere) return { ...(await packagedChromium()), args: [...new Set([...args, '--no-sandbox'])] };
  const installed = installedPrograms(env).find((program) => existsSync(program));
  if (installed !== undefined) return { executablePath: installed, args };
  throw new Error('The tests need a Chromium. Install Chromium, Chrome or Edge, or name one with TALLYSTICK_CHROMIUM.');
}

export async function launchOptions(env: NodeJS.ProcessEnv = process.env): Promise<LaunchOptions> {
  const { executablePath, args, env: more = {} } = await findBrowser(env);
  return { executablePath, args: [...args], headless: true, env: { ...definedOf(env), ...more } };
}

/** How long a page may take for one thing: enough for a busy machine, so that only what hangs is ended. */
const stepMsMax = 120_000;

/** Its pages wait as long as a busy machine needs. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const options = await launchOptions();
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...more] });
  browser.on('context', (context) => context.setDefaultTimeout(stepMsMax));
  return browser;
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function installedPrograms(env: NodeJS.ProcessEnv): readonly string[] {
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ];
    case 'win32':
      return [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']]
        .filter((dir) => dir !== undefined)
        .flatMap((dir) => [
          path.join(dir, 'Google/Chrome/Application/chrome.exe'),
          path.join(dir, 'Microsoft/Edge/Application/msedge.exe'),
        ]);
    default:
      return [
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        ...(env['PATH'] ?? '').split(':').map((dir) => path.join(dir, 'chromium')),
        '/usr/bin/google-chrome',
        '/usr/bin/google-chrome-stable',
        '/opt/google/chrome/chrome',
      ];
  }
}

function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}
