// An installed Ollama is found where its installers put it, on each platform.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInstallCheck, ollamaPaths } from '../../../src/main/core/models/find-ollama.ts';

describe('the search for Ollama', () => {
  it('finds it in a folder of PATH', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'tallystick-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const isInstalled = createInstallCheck({
      platform: 'linux',
      homeDir: dir,
      pathDirs: ['/nowhere', dir],
      programDirs: [],
    });
    await writeFile(path.join(dir, 'ollama'), '');
    expect(await isInstalled()).toBe(true);
  });

  it.each([
    ['linux', '/usr/local/bin/ollama'],
    ['linux', '/snap/bin/ollama'],
    ['macos', '/Applications/Ollama.app'],
    ['macos', '/opt/homebrew/bin/ollama'],
    ['windows', 'C:\\Users\\me\\AppData\\Local\\Programs\\Ollama\\ollama.exe'],
  ] as const)('on %s looks at %s, also where PATH does not lead there', (platform, file) => {
    expect(
      ollamaPaths({ platform, homeDir: '/home/me', pathDirs: [], programDirs: ['C:\\Users\\me\\AppData\\Local'] }),
    ).toContain(file);
  });
});
