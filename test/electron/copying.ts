// The Copy buttons of a chat, pressed one after the other.
import { ask, lastAnswer } from '../e2e/steps.ts';
import { expect, type Desktop, type Page } from './desktop.ts';

export async function copyButtons(desktop: Desktop, page: Page): Promise<void> {
  const clipboard = (): Promise<string> => desktop.app().evaluate(({ clipboard: own }) => own.readText());
  await ask(page, 'Copy me, please');
  await lastAnswer(page).getByRole('button', { name: 'Copy answer' }).click();
  await expect(lastAnswer(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  await expect.poll(clipboard).toContain('You wrote: “Copy me, please”');
  const question = page.getByRole('button', { name: 'Copy question' });
  await question.click();
  await expect.poll(clipboard).toBe('Copy me, please');

  // As where the system has no clipboard to give.
  await desktop.app().evaluate(({ session }) => {
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.defaultSession.setPermissionCheckHandler(() => false);
  });
  await lastAnswer(page).getByRole('button', { name: 'Copy answer' }).click();
  await expect(lastAnswer(page).getByText('Couldn’t copy')).toBeVisible();
}
