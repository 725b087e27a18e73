// Images and files in a chat: picked, dropped, pasted; what the model gets of them, and what is refused.
import { z } from 'zod';
import {
  attachedIn as attached,
  bringFiles,
  lookAt,
  photograph,
  pickFiles as pick,
  textFile as text,
} from '../support/bring-files.ts';
import { makePdf, makePng } from '../support/sample-files.ts';
import { expect, test } from './fixtures.ts';
import { ask, composer, lastAnswer, watchForTrouble } from './steps.ts';

const SentMessage = z.object({ content: z.string(), images: z.array(z.string()).optional() });
const Sent = z.object({ messages: z.array(SentMessage) });

function lastSent(requests: readonly { readonly path: string; readonly body: unknown }[]): z.infer<typeof SentMessage> {
  const asked = requests.findLast(({ path }) => path === '/api/chat');
  const message = Sent.parse(asked?.body).messages.at(-1);
  if (message === undefined) throw new Error('Nothing was asked');
  return message;
}

test('images and files reach the model, stay with their question, and are there again after a restart', async ({
  start,
}) => {
  const app = await start({ hasOllama: true });
  app.ollama.setModels([{ name: 'gemma3:4b', capabilities: ['vision'] }, { name: 'llama3:8b' }]);
  const page = await app.openWindow();
  const expectNoTrouble = watchForTrouble(page);
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('gemma3:4b');

  await test.step('a photograph is turned, made smaller, and loses what the camera wrote beside it', async () => {
    await pick(page, [await photograph(page, 'taken at 46.5N 6.6E')]);
    await expect(attached(page).getByRole('button', { name: 'Open Image lake.jpg' })).toBeVisible();
    await ask(page, 'Where is this?');
    const { content, images } = lastSent(app.ollama.requests);
    expect(content).toBe('Where is this?');
    const [seen = ''] = images ?? [];
    expect(Buffer.from(seen, 'base64').toString('latin1')).not.toMatch(/46\.5N|Exif/);
    expect(await lookAt(page, seen)).toEqual({ width: 1024, height: 2048, isRedOnTop: true });
  });

  await test.step('dropped and pasted files stand beside the field with their tokens, and go as text', async () => {
    await bringFiles(page, 'drop', {
      files: [
        text('notes.md', '# Heron\nIt nests in reeds.'),
        { name: 'tide.pdf', mimeType: '', buffer: makePdf(['High at noon', 'Low at six']) },
      ],
    });
    await expect(attached(page)).toContainText('tide.pdf~6 tokens');
    await bringFiles(page, 'paste', {
      files: [{ name: 'image.png', mimeType: 'image/png', buffer: makePng(40, 30, (x) => [x * 6, 0, 0]) }],
    });
    await expect(attached(page).getByRole('button', { name: 'Open Image', exact: true })).toBeVisible();
    await attached(page).getByRole('button', { name: 'Remove Image', exact: true }).click();
    await expect(attached(page).getByRole('listitem')).toHaveCount(2);
  });

  await test.step('a long pasted text becomes a file, and text again', async () => {
    const long = 'word '.repeat(1000).trim();
    await bringFiles(page, 'paste', { words: long });
    await expect(attached(page)).toContainText('Pasted text.txt');
    await expect(composer(page)).toHaveValue('');
    await attached(page).getByRole('button', { name: 'Put the text into the message' }).click();
    await expect(composer(page)).toHaveValue(long);
    await bringFiles(page, 'paste', { words: `${long} more` });
    await expect(attached(page).getByRole('listitem')).toHaveCount(3);
  });

  await test.step('all of it is kept over a reload', async () => {
    await composer(page).fill('What is it about?');
    await page.reload();
    await expect(attached(page).getByRole('listitem')).toHaveCount(3);
    await expect(composer(page)).toHaveValue('What is it about?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(lastAnswer(page)).toContainText('You wrote');
    await expect(attached(page)).toBeHidden();
    const { content } = lastSent(app.ollama.requests);
    expect(content).toContain('notes.md:\n```md\n# Heron\nIt nests in reeds.\n```');
    expect(content).toContain('tide.pdf:\n```pdf\nHigh at noon\n\nLow at six\n```');
    expect(content).toMatch(/word more\n```\n\nWhat is it about\?$/);
  });

  await test.step('they open large, and an edited question keeps those that are left', async () => {
    const question = page.getByRole('article', { name: 'You' }).last();
    await question.getByRole('button', { name: 'Open notes.md' }).click();
    await expect(page.getByRole('dialog', { name: 'notes.md' })).toContainText('It nests in reeds.');
    await page.keyboard.press('Escape');
    await question.hover();
    await question.getByRole('button', { name: 'Edit question' }).click();
    await page.getByRole('button', { name: 'Remove tide.pdf' }).click();
    await page.getByRole('textbox', { name: 'Edit question' }).press('Control+Enter');
    await expect(page.getByRole('group', { name: /version/i }).first()).toBeVisible();
    await expect.poll(() => lastSent(app.ollama.requests).content).not.toContain('High at noon');
    expect(lastSent(app.ollama.requests).content).toContain('It nests in reeds.');
  });

  await test.step('the search finds what stands in a file', async () => {
    await page.getByRole('searchbox', { name: 'Search chats' }).fill('reeds');
    await expect(page.locator('mark').first()).toHaveText('reeds');
  });
  expectNoTrouble();
});

test('what no model can read is refused by its name, and an image waits for a model that can see', async ({
  start,
}) => {
  const app = await start({ hasOllama: true });
  app.ollama.setModels([{ name: 'llama3:8b' }, { name: 'gemma3:4b', capabilities: ['vision'] }]);
  const page = await app.openWindow();
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('llama3:8b');

  await pick(page, [
    text('letter.docx', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 1, 2])),
    text('empty.txt', ' \n'),
    { name: 'scan.pdf', mimeType: 'application/pdf', buffer: makePdf(['']) },
    { name: 'locked.pdf', mimeType: 'application/pdf', buffer: makePdf(['Secret'], true) },
    { name: 'torn.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\nnothing follows') },
    { name: 'torn.png', mimeType: 'image/png', buffer: makePng(20, 20, () => [0, 0, 0]).subarray(0, 40) },
    { name: 'enormous.png', mimeType: 'image/png', buffer: enormous() },
    text('long.txt', 'x'.repeat(1_000_001)),
    text('fine.csv', Buffer.from('\ufeffa,b\nü,2', 'utf16le')),
  ]);
  const note = page.locator('form').getByRole('status');
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
    await expect(note).toContainText(said);
  await expect(attached(page).getByRole('listitem')).toHaveText([/fine\.csv/]);

  await pick(page, [{ name: 'cat.png', mimeType: 'image/png', buffer: makePng(20, 20, () => [9, 9, 9]) }]);
  await expect(note).toContainText('llama3:8b can’t see images.');
  await composer(page).fill('What is it?');
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  expect(app.ollama.requests.filter(({ path }) => path === '/api/chat')).toEqual([]);
  await page.getByRole('button', { name: 'Use gemma3:4b' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lastAnswer(page)).toContainText('You wrote');
  const sent = lastSent(app.ollama.requests);
  expect(sent.images).toHaveLength(1);
  expect(sent.content).toBe('fine.csv:\n```csv\na,b\nü,2\n```\n\nWhat is it?');
});

/** A small file that would take four gigabytes once it is decoded. */
function enormous(): Buffer {
  const png = makePng(1, 1, () => [0, 0, 0]);
  png.writeUInt32BE(32_000, 16);
  png.writeUInt32BE(32_000, 20);
  return png;
}
