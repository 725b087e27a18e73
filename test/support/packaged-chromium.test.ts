// The packaged Chromium is there whole or not at all, whoever asks for it first.
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchOptions } from './browser.ts';
import { isPackagedHere, packagedChromium } from './packaged-chromium.ts';

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'tallystick-chromium-'));
});
afterEach(async () => {
  await rm(cache, { recursive: true, force: true });
});

describe.runIf(isPackagedHere)('the packaged Chromium', { timeout: 120_000 }, () => {
  it('is unpacked whole for two who ask at once, and leaves nothing else behind', async () => {
    const [one, other] = await Promise.all([packagedChromium(cache), packagedChromium(cache)]);
    expect(one).toEqual(other);
    expect((await stat(one.executablePath)).size).toBeGreaterThan(100_000_000);
    expect(await readdir(cache)).toHaveLength(1);
    expect(await readFile(String(one.env['FONTCONFIG_FILE']), 'utf8')).toContain(path.dirname(one.executablePath));
    expect(existsSync(path.join(path.dirname(one.executablePath), 'al2023', 'lib', 'libnss3.so'))).toBe(true);
  });

  it('is what the tests run in, and draws letters', async () => {
    const browser = await chromium.launch(await launchOptions({ ...process.env, TALLYSTICK_CHROMIUM: '' }));
    const page = await browser.newPage();
    await page.setContent('<span style="font-family: nobody-has-this">letters</span>');
    expect((await page.locator('span').boundingBox())?.width).toBeGreaterThan(20);
    await browser.close();
  });
});

describe('a browser that is named', () => {
  it('is the one that is used', async () => {
    const program = path.join(cache, 'chromium');
    await writeFile(program, '');
    await chmod(program, 0o755);
    expect((await launchOptions({ TALLYSTICK_CHROMIUM: program })).executablePath).toBe(program);
  });

  it('and is not there is a sentence, not another browser', async () => {
    await mkdir(cache, { recursive: true });
    await expect(launchOptions({ TALLYSTICK_CHROMIUM: path.join(cache, 'none') })).rejects.toThrow('no such program');
  });
});
