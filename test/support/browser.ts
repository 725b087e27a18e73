// Finds a Chromium to test in: the one named, the system's, an installed Chrome, else the one that comes inside an npm package.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LaunchOptions } from '@playwright/test';

type FoundBrowser = {
  readonly source: 'named' | 'system' | 'chrome' | 'npm';
  readonly executablePath: string;
  readonly args: readonly string[];
};

/** TALLYSTICK_CHROMIUM names a program, or "npm" to use the packaged one even where another is installed. */
async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<FoundBrowser> {
  const args = isRoot() ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  const named = env['TALLYSTICK_CHROMIUM'] ?? '';
  if (named === 'npm') return packagedChromium(args);
  if (named !== '') {
    if (!existsSync(named)) throw new Error(`TALLYSTICK_CHROMIUM names ${named}, and there is no such program.`);
    return { source: 'named', executablePath: named, args };
  }
  const system = systemPrograms().find((program) => existsSync(program));
  if (system !== undefined) return { source: 'system', executablePath: system, args };
  const chrome = chromePrograms(env).find((program) => existsSync(program));
  if (chrome !== undefined) return { source: 'chrome', executablePath: chrome, args };
  return packagedChromium(args);
}

export async function launchOptions(env: NodeJS.ProcessEnv = process.env): Promise<LaunchOptions> {
  const { executablePath, args } = await findBrowser(env);
  return { executablePath, args: [...args], headless: true };
}

async function packagedChromium(args: readonly string[]): Promise<FoundBrowser> {
  const { default: packaged } = await import('@sparticuz/chromium');
  // Its own arguments would switch web security off, which is among the things that are tested.
  return {
    source: 'npm',
    executablePath: await packaged.executablePath(),
    args: [...new Set([...args, '--no-sandbox'])],
  };
}

function systemPrograms(): readonly string[] {
  if (process.platform !== 'linux') return [];
  const onPath = (process.env['PATH'] ?? '')
    .split(':')
    .flatMap((dir) => [path.join(dir, 'chromium'), path.join(dir, 'chromium-browser')]);
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', ...onPath];
}

function chromePrograms(env: NodeJS.ProcessEnv): readonly string[] {
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
      return ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/opt/google/chrome/chrome'];
  }
}

function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}
