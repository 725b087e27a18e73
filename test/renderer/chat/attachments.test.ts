// Files that are given to a chat in a real browser: what becomes of them, what is said, and what one sees.
import { expect as expectPage } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { attachedIn, bringFiles, lookAt, photograph, pickFiles, textFile } from '../../support/bring-files.ts';
import { makePdf, makePng } from '../../support/sample-files.ts';
import { faultsOf, misfits } from '../../support/stage/faults.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });
const seen = expectPage.configure({ timeout: 60_000 });

let stage: Stage;
let visit: Visit;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const composer = () => visit.page.getByRole('textbox', { name: 'Message' });
const note = () => visit.page.locator('form').getByRole('status');

async function open(): Promise<Visit['page']> {
  visit = await stage.visit('ready');
  await composer().waitFor();
  return visit.page;
}

const contents = (): readonly Buffer[] => [...visit.double.world.files.values()];

test('a photograph is turned, made smaller, and loses what the camera wrote beside it', async () => {
  const page = await open();
  await pickFiles(page, [await photograph(page, 'taken at 46.5N 6.6E')]);
  await seen(attachedIn(page).getByRole('button', { name: 'Open Image lake.jpg' })).toBeVisible();
  const [stored] = contents();
  expect(stored?.toString('latin1')).not.toMatch(/46\.5N|Exif/);
  expect(await lookAt(page, stored?.toString('base64') ?? '')).toEqual({ width: 1024, height: 2048, isRedOnTop: true });
});

test('what no model can read is refused by its name, and the rest is taken', async () => {
  const page = await open();
  const enormous = makePng(1, 1, () => [0, 0, 0]);
  enormous.writeUInt32BE(32_000, 16);
  enormous.writeUInt32BE(32_000, 20);
  await pickFiles(page, [
    textFile('letter.docx', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 1, 2])),
    textFile('empty.txt', ' \n'),
    { name: 'scan.pdf', mimeType: '', buffer: makePdf(['', '']) },
    { name: 'locked.pdf', mimeType: '', buffer: makePdf(['Secret'], true) },
    { name: 'torn.pdf', mimeType: '', buffer: Buffer.from('%PDF-1.4\nnothing follows') },
    { name: 'torn.png', mimeType: '', buffer: makePng(20, 20, () => [0, 0, 0]).subarray(0, 40) },
    { name: 'enormous.png', mimeType: '', buffer: enormous },
    textFile('long.txt', 'x'.repeat(1_000_001)),
    textFile('fine.csv', Buffer.from('\ufeffa,b\nü,2', 'utf16le')),
    { name: 'tide.pdf', mimeType: '', buffer: makePdf(['High at noon', 'Low at six']) },
  ]);
  for (const said of [
    '“letter.docx” isn’t text, an image or a PDF',
    '“empty.txt” is empty',
    '“scan.pdf” holds no text',
    '“locked.pdf” is locked with a password',
    '“torn.pdf” isn’t a readable PDF',
    '“torn.png” can’t be shown',
    '“enormous.png” has too many pixels',
    '“long.txt” is too long',
  ])
    await seen(note()).toContainText(said);
  await seen(attachedIn(page).getByRole('listitem')).toHaveText([/fine\.csv/, /tide\.pdf/]);
  await seen(attachedIn(page)).toContainText('~6 tokens');
  expect(contents().map(String)).toEqual(['a,b\nü,2', 'High at noon\n\nLow at six']);
});

test('no more files are taken than a message may hold', async () => {
  const page = await open();
  await pickFiles(
    page,
    Array.from({ length: 17 }, (_, index) => textFile(`${String(index)}.txt`, 'words')),
  );
  await seen(note()).toHaveText('A message can hold 16 files.');
  expect(await faultsOf(page)).toEqual([]);
  await seen(attachedIn(page).getByRole('listitem')).toHaveCount(16);
});

test('a long pasted text becomes a file, and text again; a short one stays text', async () => {
  const page = await open();
  const long = 'word '.repeat(1000).trim();
  await bringFiles(page, 'paste', { words: long });
  await seen(attachedIn(page)).toContainText('Pasted text.txt');
  expect(await composer().inputValue()).toBe('');
  await attachedIn(page).getByRole('button', { name: 'Put the text into the message' }).click();
  await seen(composer()).toHaveValue(long);
  await seen(attachedIn(page)).toBeHidden();
  await composer().fill('');
  await page.evaluate(() => navigator.clipboard.writeText('short')).catch(() => undefined);
  await bringFiles(page, 'paste', { words: 'short' });
  await seen(attachedIn(page)).toBeHidden();
});

test('files of a draft are kept over a reload, go with the question, and are removed by the keyboard', async () => {
  const page = await open();
  await bringFiles(page, 'drop', { files: [textFile('notes.md', '# Heron'), textFile('other.md', 'Tide')] });
  await bringFiles(page, 'paste', {
    files: [{ name: 'image.png', mimeType: 'image/png', buffer: makePng(40, 30, (x) => [x * 6, 0, 0]) }],
  });
  await seen(attachedIn(page).getByRole('button', { name: 'Open Image', exact: true })).toBeVisible();
  await page.reload();
  await seen(attachedIn(page).getByRole('listitem')).toHaveCount(3);
  const remove = attachedIn(page).getByRole('button', { name: 'Remove other.md' });
  await remove.focus();
  await page.keyboard.press('Enter');
  await seen(attachedIn(page).getByRole('listitem')).toHaveCount(2);
  await seen(composer()).toBeFocused();

  await page.keyboard.press('Enter');
  const question = page.getByRole('article', { name: 'You' }).last();
  await seen(question.getByRole('button', { name: 'Open notes.md' })).toBeVisible();
  await seen(attachedIn(page)).toBeHidden();
  await question.getByRole('button', { name: 'Open Image', exact: true }).click();
  await seen(page.getByRole('dialog', { name: 'Image' }).getByRole('img', { name: 'Image' })).toBeVisible();
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Open notes.md' }).click();
  await seen(page.getByRole('dialog', { name: 'notes.md' })).toContainText('# Heron');
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.reload();
  await seen(composer()).toBeVisible();
  await seen(attachedIn(page)).toBeHidden();
});

test('a draft whose file is gone says so', async () => {
  const page = await open();
  await pickFiles(page, [textFile('notes.md', '# Heron')]);
  await seen(attachedIn(page).getByRole('button', { name: 'Open notes.md' })).toBeVisible();
  visit.double.world.files.clear();
  await page.reload();
  await seen(note()).toHaveText('notes.md stayed in this draft for too long and was removed.');
  expect(await faultsOf(page)).toEqual([]);
  await seen(attachedIn(page)).toBeHidden();
});

test('an edited question keeps its files but for those that are taken away', async () => {
  const page = await open();
  await pickFiles(page, [textFile('notes.md', '# Heron'), textFile('other.md', 'Tide')]);
  await seen(attachedIn(page).getByRole('button', { name: 'Open other.md' })).toBeVisible();
  await composer().fill('Which bird?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Copy answer' }).last().waitFor();
  const question = page.getByRole('article', { name: 'You' }).last();
  await question.hover();
  await question.getByRole('button', { name: 'Edit question' }).click();
  await page.getByRole('button', { name: 'Remove other.md' }).click();
  await page.getByRole('textbox', { name: 'Edit question' }).press('Control+Enter');
  await seen(question.getByRole('button', { name: 'Open other.md' })).toBeHidden();
  await seen(question.getByRole('button', { name: 'Open notes.md' })).toBeVisible();
  const asked = [...visit.double.world.chats.values()]
    .flatMap(({ messages }) => messages)
    .filter(({ role }) => role === 'user');
  expect(asked.at(-1)?.parts.map((part) => ('name' in part ? part.name : part.kind))).toEqual(['notes.md', 'text']);
});

test('an image waits for a model that can see, and one of them is offered', async () => {
  visit = await stage.visit('ready', {
    prepare: (world) => world.settings.set({ ...world.settings.current(), defaultModel: 'llama3.2:3b' }),
  });
  const { page } = visit;
  await composer().waitFor();
  await pickFiles(page, [{ name: 'cat.png', mimeType: '', buffer: makePng(20, 20, () => [9, 9, 9]) }]);
  await seen(note()).toContainText('can’t see images.');
  await composer().fill('What is it?');
  await page.keyboard.press('Enter');
  await seen(composer()).toHaveValue('What is it?');
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Use gemma3:4b' }).click();
  await seen(note()).toBeHidden();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await seen(page.getByRole('article', { name: 'You' })).toContainText('What is it?');
});

test.each([320, 390, 1280])('all of it fits a window of %d pixels', async (width) => {
  visit = await stage.visit('ready', { viewport: { width, height: 760 } });
  const { page } = visit;
  await composer().waitFor();
  const name = 'a-rather-long-name-of-a-report-about-the-herons-of-the-northern-lakes.md';
  const give = (): Promise<void> =>
    pickFiles(page, [
      textFile(name, '# Heron'),
      { name: 'wide.png', mimeType: '', buffer: makePng(900, 60, (x) => [x % 256, 90, 90]) },
      { name: 'tall.png', mimeType: '', buffer: makePng(60, 900, (_, y) => [90, y % 256, 90]) },
    ]);
  await give();
  await seen(attachedIn(page).getByRole('button', { name: /^Open/ })).toHaveCount(3);
  expect(await misfits(page)).toEqual([]);
  await composer().fill('Which bird?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Copy answer' }).last().waitFor();
  await give();
  await seen(attachedIn(page).getByRole('button', { name: /^Open/ })).toHaveCount(3);
  expect(await misfits(page)).toEqual([]);
  if (process.env['LOOK'] !== undefined) await page.screenshot({ path: `/tmp/parts-look-${String(width)}.png` });
});
