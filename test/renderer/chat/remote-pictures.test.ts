// Pictures that an answer names: nothing is fetched before somebody asks, and what comes is shown in its place, or why it is not.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { lakePicture, picturesThere } from '../../support/core-double/reading-scenarios.ts';
import type { PictureAnswer } from '../../support/core-double/world.ts';
import { makePng } from '../../support/sample-files.ts';
import { isFocused } from '../../support/stage/focused.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
let page: Page;
let asked: string[];
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const title = 'Lakes of the north';
const box = (of: string): Locator => page.locator('.picture').filter({ hasText: of });
const lake = (): Locator => box('The lake');

/** `answer`: other Markdown than the scenario's. */
async function open(
  pictures: (url: string) => PictureAnswer | Promise<PictureAnswer> = picturesThere,
  answer?: string,
): Promise<void> {
  asked = [];
  visit = await stage.visit('pictures', {
    prepare: (world) => {
      world.pictures = (url) => {
        asked.push(url);
        return pictures(url);
      };
      if (answer === undefined) return;
      for (const [id, chat] of world.chats) {
        const messages = chat.messages.map((message) =>
          message.role === 'assistant' ? { ...message, parts: textParts(answer) } : message,
        );
        world.chats.set(id, { ...chat, messages });
      }
    },
  });
  page = visit.page;
  await openChat(title);
}

async function openChat(name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('article').first().waitFor();
}

test('nothing is fetched until somebody asks; then the picture stands there, can be hidden, and is fetched once', async () => {
  await open();
  const elsewhere: string[] = [];
  page.on('request', (request) => elsewhere.push(request.url()));
  await lake().waitFor();
  expect(await lake().textContent()).toContain('pictures.example');
  expect(await box('A heron').textContent()).toContain('birds.example (not encrypted)');
  expect(asked).toEqual([]);

  const show = lake().getByRole('button', { name: 'Show picture' });
  await show.focus();
  await page.keyboard.press('Enter');
  const picture = page.getByRole('img', { name: 'The lake in the evening, with the sun above the hills' });
  await picture.waitFor();
  expect(await picture.evaluate((node: HTMLImageElement) => [node.naturalWidth, node.naturalHeight])).toEqual([
    640, 400,
  ]);
  expect(await isFocused(lake().getByRole('button', { name: 'Hide picture' }))).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => picture.count()).toBe(0);
  await page.keyboard.press('Enter');
  await picture.waitFor();
  expect(asked).toEqual([lakePicture]);
  expect(elsewhere.filter((url) => !/^(?:http:\/\/127\.0\.0\.1|blob:|data:)/.test(url))).toEqual([]);
});

test('a picture that was asked for is still there when one comes back to its chat', async () => {
  await open();
  await lake().getByRole('button', { name: 'Show picture' }).click();
  await page.getByRole('img', { name: /The lake/ }).waitFor();
  await openChat('What a tally stick was');
  await openChat(title);
  await page.getByRole('img', { name: /The lake/ }).waitFor();
  expect(asked).toEqual([lakePicture]);
});

test.each([
  [{ code: 'answered', status: 404 }, 'birds.example doesn’t have this picture.', true],
  [{ code: 'answered', status: 403 }, 'birds.example refused it (403).', true],
  [{ code: 'unreachable' }, 'Couldn’t reach birds.example', true],
  [{ code: 'too_slow' }, 'took too long to answer', true],
  [{ code: 'too_large' }, 'larger than 5 MB', true],
  [{ code: 'no_picture' }, 'isn’t a picture', true],
  [{ code: 'busy' }, 'Wait a moment', true],
  [{ code: 'not_public' }, 'on a private network', false],
  [{ code: 'not_encrypted' }, 'isn’t encrypted', false],
] as const)('%j is said, and another try offered where it may help', async (trouble, said, canRetry) => {
  let times = 0;
  await open(() => {
    times += 1;
    const png = makePng(30, 20, () => [1, 2, 3]).toString('base64');
    return times === 1 ? { kind: 'not_fetched', trouble } : { kind: 'fetched', base64: png, host: 'birds.example' };
  });
  const heron = box('A heron');
  await heron.getByRole('button', { name: 'Show picture' }).click();
  await heron.getByRole('status').getByText(said).waitFor();
  const again = heron.getByRole('button', { name: 'Try again' });
  expect(await again.count()).toBe(canRetry ? 1 : 0);
  if (!canRetry) return;
  await again.click();
  await page.getByRole('img', { name: 'A heron between reeds' }).waitFor();
});

test('what claims to be a picture and is none, is torn or enormous is not decoded, and said', async () => {
  const enormous = makePng(1, 1, () => [0, 0, 0]);
  enormous.writeUInt32BE(32_000, 16);
  enormous.writeUInt32BE(32_000, 20);
  const torn = makePng(60, 60, (x, y) => [x, y, x]).subarray(0, 60);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  for (const bytes of [enormous, torn, svg]) {
    await open(() => ({ kind: 'fetched', base64: bytes.toString('base64'), host: 'pictures.example' }));
    await lake().getByRole('button', { name: 'Show picture' }).click();
    await lake().getByRole('status').getByText('damaged or has too many pixels').waitFor();
    expect(await page.locator('.picture img').count()).toBe(0);
    await visit.close();
  }
});

test('a picture within a link is shown without following the link', async () => {
  await open(picturesThere, `[![The lake](${lakePicture})](https://pictures.example/about)`);
  await lake().getByRole('button', { name: 'Show picture' }).click();
  await page.getByRole('img', { name: 'The lake' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('img', { name: 'The lake' }).click();
  await page.getByRole('dialog').getByText('https://pictures.example/about').waitFor();
});

test('no button stands within a link, and the words beside a linked picture, and the picture itself, lead there', async () => {
  const about = 'https://pictures.example/about';
  await open(picturesThere, `[Seen from ![The lake](${lakePicture}) and **the hill**](${about})`);
  await lake().waitFor();
  const links = page.locator('.prose a');
  expect(await page.locator('a button').count()).toBe(0);
  expect(await links.allTextContents()).toEqual(['Seen from ', 'The lake', ' and the hill']);
  expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([about, about, about]);
  const name = page.getByRole('link', { name: 'The lake' });
  await name.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText(about).waitFor();
  await page.keyboard.press('Escape');
  await lake().getByRole('button', { name: 'Show picture' }).click();
  await name.getByRole('img').waitFor();
  expect(await links.count()).toBe(3);
  expect(await page.locator('a button').count()).toBe(0);
});

test.each([
  'file:///etc/passwd',
  'https://user:secret@pictures.example/a.png',
  'picture.png',
  'mailto:a@pictures.example',
])('from %s nothing is offered to be fetched', async (address) => {
  await open(picturesThere, `![The lake](${address}) and words`);
  await page.getByText('and words').waitFor();
  expect(await page.getByRole('button', { name: 'Show picture' }).count()).toBe(0);
});

test('a picture that comes above what is read does not move it', async () => {
  const arrival = Promise.withResolvers<void>();
  const text = Array.from({ length: 60 }, (_, line) => `Line ${String(line)}.`).join('\n\n');
  await open(async (url) => {
    await arrival.promise;
    return picturesThere(url);
  }, `![The lake](${lakePicture})\n\n${text}`);
  await lake().getByRole('button', { name: 'Show picture' }).click();
  const line = page.getByText('Line 30.', { exact: true });
  await page.getByRole('log').hover();
  await line.evaluate((node) => node.scrollIntoView({ block: 'center' }));
  const placeOf = (): Promise<number> => line.evaluate((node) => Math.round(node.getBoundingClientRect().top));
  const heightOf = (): Promise<number> => page.getByRole('log').evaluate((node) => node.scrollHeight);
  const [place, height] = [await placeOf(), await heightOf()];
  arrival.resolve();
  await expect.poll(heightOf).toBeGreaterThan(height + 200);
  await expect.poll(placeOf).toBe(place);
});
