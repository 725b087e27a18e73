// The window of a checkout, and what the page says of it.
import { startPurchase } from '../e2e/steps.ts';
import { expect, test } from './desktop.ts';

test('a checkout that somebody closes is told to the page, which opens it again', async ({ desktop }) => {
  const page = await desktop.open();
  await startPurchase(page);
  const dialog = page.getByRole('dialog', { name: 'Your purchase' });
  await expect(dialog).toContainText('Checkout is open in a separate window.');
  await (await desktop.window()).close();
  await expect(dialog).toContainText('The checkout window was closed.');
  await dialog.getByRole('button', { name: 'Open checkout' }).click();
  await expect(dialog).toContainText('Checkout is open in a separate window.');
  const checkout = await desktop.window();
  await checkout.getByRole('button', { name: /^Pay/ }).click();
  await expect(dialog).toContainText('500 credits added');
  await expect.poll(() => desktop.app().windows().length).toBe(1);
});

test('the window of a checkout has no Node, no port, no clipboard, and saves no file', async ({ desktop }) => {
  const page = await desktop.open();
  await startPurchase(page);
  const checkout = await desktop.window();
  await checkout.getByRole('button', { name: /^Pay/ }).waitFor();
  const found = await checkout.evaluate(async () => {
    const names = ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis);
    const copied = await navigator.clipboard.writeText('x').then(
      () => 'copied',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
    return { names, copied, opened: window.open('https://evil.example/') === null };
  });
  expect(found).toEqual({ names: [], copied: 'NotAllowedError', opened: true });
  expect(await desktop.opened()).toEqual([]);
});
