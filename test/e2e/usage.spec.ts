// What was used stands in the settings, as a plot and as a table, and stays when its chat is deleted.
import { expect, isElectron, test, type Page } from './fixtures.ts';
import { ask } from './steps.ts';

async function openUsage(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).press('Enter');
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Usage' }).click();
}

test('answers are counted by model and place, also after a restart and when their chat is deleted', async ({
  start,
}) => {
  const app = await start();
  const page = await app.openWindow();
  await openUsage(page);
  await expect(page.getByText('No answer ended in this period.')).toBeVisible();
  await page.keyboard.press('Escape');
  await ask(page, 'Hello');
  await ask(page, 'Hello again');
  await openUsage(page);
  await expect(page.getByRole('img', { name: /^Messages by day: 2 in all/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show table: Messages' }).press('Enter');
  await expect(page.getByRole('table').getByRole('rowheader')).toHaveCount(2);
  await expect(page.getByRole('table').getByRole('row').nth(1).getByRole('cell')).toHaveText(['2', '2']);
  await page.getByRole('radio', { name: 'Place' }).click();
  await expect(page.getByRole('columnheader', { name: 'This computer' })).toBeVisible();
  if (!isElectron) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV: Messages' }).click();
    expect((await download).suggestedFilename()).toMatch(/^usage-Messages-.*\.csv$/);
  }
  await page.keyboard.press('Escape');
  await page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('listitem')
    .first()
    .getByRole('button')
    .first()
    .focus();
  await page.keyboard.press('Delete');
  const after = await app.killAndRestart(page);
  await openUsage(after);
  await expect(after.getByRole('img', { name: /^Messages by day: 2 in all/ })).toBeVisible();
});
