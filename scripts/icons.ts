// npm run icons: every icon of the packed app, drawn anew from the one SVG.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { launchOptions } from '../test/support/browser.ts';
import { icnsOf, icoOf, type Picture } from './icons/containers.ts';

const root = path.join(import.meta.dirname, '..');
const resources = path.join(root, 'resources');

/** The part of the side that stays empty on each edge. Icons of macOS are smaller: 824 of 1024 points. */
const margins = { linux: 0.03, windows: 0.03, mac: 100 / 1024 } as const;
const sizes = {
  linux: [16, 22, 24, 32, 48, 64, 128, 256, 512, 1024],
  windows: [16, 20, 24, 32, 40, 48, 64, 128, 256],
  mac: [16, 32, 64, 128, 256, 512, 1024],
} as const;

const svg = await readFile(path.join(root, 'src/renderer/public/icon.svg'), 'utf8');

async function draw(page: Page, size: number, margin: number): Promise<Picture> {
  // Small icons need every pixel.
  const edge = size <= 32 ? 0 : size * margin;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0}svg{display:block;box-sizing:border-box;width:${String(size)}px;height:${String(size)}px;padding:${String(edge)}px}</style>${svg}`,
  );
  return { size, png: await page.screenshot({ omitBackground: true }) };
}

const browser = await chromium.launch(await launchOptions());
try {
  const page = await browser.newPage();
  const drawAll = async (system: keyof typeof sizes): Promise<readonly Picture[]> => {
    const pictures: Picture[] = [];
    for (const size of sizes[system]) pictures.push(await draw(page, size, margins[system]));
    return pictures;
  };
  const folder = path.join(resources, 'icons');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { size, png } of await drawAll('linux'))
    await writeFile(path.join(folder, `${String(size)}x${String(size)}.png`), png);
  await writeFile(path.join(resources, 'icon.ico'), icoOf(await drawAll('windows')));
  await writeFile(path.join(resources, 'icon.icns'), icnsOf(await drawAll('mac')));
} finally {
  await browser.close();
}
