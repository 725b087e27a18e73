// One question answered by two models: side by side, each by itself, one chosen, both kept.
import { expect, test } from './fixtures.ts';
import { answers, ask, composer } from './steps.ts';

test('an answer is compared with another model’s, one is chosen, and the other stays as a version', async ({
  start,
}) => {
  const app = await start();
  app.ollama.setModels([{ name: 'tiny:latest' }, { name: 'small:latest' }]);
  const page = await app.openWindow();
  await ask(page, 'Which is better?');
  await page.getByRole('button', { name: 'Use another model' }).click();
  await page
    .getByRole('menuitem', { name: /^Compare with/ })
    .first()
    .press('Enter');
  const both = page.getByRole('region', { name: 'Two answers, side by side' });
  await expect(both.getByRole('article')).toHaveCount(2);
  await expect(both.getByRole('button', { name: /^Go on with this: the answer from/ })).toHaveCount(2);
  await composer(page).fill('Too early');
  await composer(page).press('Enter');
  await expect(page.getByText('Choose the answer to go on with first.')).toBeVisible();
  await page.reload();
  await expect(both.getByRole('article')).toHaveCount(2);
  await both
    .getByRole('button', { name: /^Go on with this: the answer from/ })
    .first()
    .press('Enter');
  await expect(both).toBeHidden();
  await expect(answers(page)).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'Version 1 of 2' })).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await ask(page, 'And now?');
  await expect(answers(page)).toHaveCount(2);
});
