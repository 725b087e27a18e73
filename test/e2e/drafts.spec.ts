// What is written and not sent, where a chat is open in two windows of the browser.
import { expect, isElectron, test } from './fixtures.ts';
import { ask, composer, openChat } from './steps.ts';

test('a window in which nothing was written leaves the draft of another one alone', async ({ start }) => {
  test.skip(isElectron, 'There it has one window');
  const app = await start();
  const first = await app.openWindow();
  await ask(first, 'Hello');
  const second = await app.openWindow();
  await openChat(second, 'Hello');
  await expect(second.getByRole('article', { name: 'You' })).toBeVisible();
  await composer(first).fill('Half a thought');
  await expect.poll(() => first.evaluate(() => Object.values(localStorage).includes('Half a thought'))).toBe(true);
  await first.close();
  await second.getByRole('button', { name: 'New chat' }).click();
  await openChat(second, 'Hello');
  await expect(composer(second)).toHaveValue('Half a thought', { timeout: 10_000 });
});
