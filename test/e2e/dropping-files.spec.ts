// Files from the disk, given as people give them: dragged onto the field by the browser's own drag, and chosen in its dialog.
import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { attachedIn } from '../support/bring-files.ts';
import { makePng } from '../support/sample-files.ts';
import { expect, test } from './fixtures.ts';
import { ask, composer, lastAnswer, watchForTrouble } from './steps.ts';

type DragStep = 'dragEnter' | 'dragOver' | 'drop';

/** Files held by the mouse over the middle of something. The browser itself finds what lies beneath. */
async function dragOver(
  page: Page,
  aim: Locator,
  files: readonly string[],
): Promise<(step: DragStep) => Promise<void>> {
  const box = await aim.boundingBox();
  if (box === null) throw new Error('There is nothing to drop on');
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  return async (type) => {
    await browser.send('Input.dispatchDragEvent', { type, ...place, data });
  };
}

test('files from the disk are dropped on the field or chosen in the dialog, and go with the question', async ({
  start,
}, info) => {
  const app = await start({ hasOllama: true });
  app.ollama.setModels([{ name: 'gemma3:4b', capabilities: ['vision'] }]);
  const page = await app.openWindow();
  const expectNoTrouble = watchForTrouble(page);
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('gemma3:4b');
  const onDisk = async (name: string, contents: string | Buffer): Promise<string> => {
    const file = info.outputPath(name);
    await writeFile(file, contents);
    return file;
  };
  const notes = await onDisk('notes.md', '# Heron\nIt nests in reeds.');
  const shore = await onDisk(
    'shore.png',
    makePng(40, 30, (x) => [x * 6, 0, 0]),
  );
  const tides = await onDisk('tides.csv', 'high,low\nnoon,six');
  await composer(page).fill('What do these say?');
  const sign = page.getByText('Drop files to attach them');

  await test.step('dropped on the field they are attached, and what is written there stays', async () => {
    const drag = await dragOver(page, composer(page), [notes, shore]);
    await drag('dragEnter');
    await drag('dragOver');
    await expect(sign).toBeVisible();
    await expect(attachedIn(page)).toBeHidden();
    await drag('drop');
    await expect(attachedIn(page).getByRole('listitem')).toHaveCount(2);
    await expect(attachedIn(page).getByRole('button', { name: 'Open notes.md' })).toBeVisible();
    await expect(attachedIn(page).getByRole('button', { name: 'Open Image shore.png' })).toBeVisible();
    await expect(sign).toBeHidden();
    await expect(composer(page)).toHaveValue('What do these say?');
    await expect(composer(page)).toBeFocused();
  });

  await test.step('the button opens the dialog, where more than one can be chosen', async () => {
    const opened = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    const chooser = await opened;
    expect(chooser.isMultiple()).toBe(true);
    await chooser.setFiles([tides]);
    await expect(attachedIn(page).getByRole('button', { name: 'Open tides.csv' })).toBeVisible();
    await expect(attachedIn(page).getByRole('listitem')).toHaveCount(3);
    await expect(composer(page)).toBeFocused();
  });

  await test.step('the model gets them all', async () => {
    await ask(page, 'What do these say?');
    await expect(lastAnswer(page)).toContainText('You wrote');
    const asked = JSON.stringify(app.ollama.requests.findLast(({ path }) => path === '/api/chat')?.body);
    expect(asked).toContain('It nests in reeds.');
    expect(asked).toContain('high,low');
    expect(asked).toMatch(/"images":\["[^"]+"\]/);
    await expect(attachedIn(page)).toBeHidden();
  });
  expectNoTrouble();
});
