// Pictures in answers, in the whole app: fetched by the core when somebody asks, and never from a network that is not public.
import { createServer } from 'node:http';
import { answer } from '../support/fake-ollama/behaviour.ts';
import { makePng } from '../support/sample-files.ts';
import { expect, test } from './fixtures.ts';
import { ask, lastAnswer } from './steps.ts';

test('a picture is fetched once somebody asks for it, from a host that may be asked alone', async ({ start }) => {
  const asked: string[] = [];
  const host = createServer((request, response) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''} ${request.headers.cookie ?? 'no cookie'}`);
    response.end(makePng(300, 200, (x, y) => [x % 255, y % 255, 90]));
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const bound = host.address();
  const port = typeof bound === 'object' && bound !== null ? String(bound.port) : '';
  try {
    const app = await start({ appEnv: { TALLYSTICK_PICTURE_HOSTS: `localhost:${port}` } });
    const words = `![Named](http://localhost:${port}/named.png)\n\n![Unnamed](http://127.0.0.1:${port}/unnamed.png)`;
    app.ollama.setBehaviour(answer([words.slice(0, 20), words.slice(20, 70), words.slice(70)]));
    const page = await app.openWindow();
    await ask(page, 'Show me both');
    const box = (name: string) => lastAnswer(page).locator('.picture').filter({ hasText: name });
    await expect(box('Unnamed')).toContainText(`127.0.0.1:${port} (not encrypted)`);
    expect(asked).toEqual([]);

    await box('Unnamed').getByRole('button', { name: 'Show picture' }).click();
    await expect(box('Unnamed').getByRole('status')).toContainText('on a private network');
    expect(asked).toEqual([]);

    await box('Named').first().getByRole('button', { name: 'Show picture' }).click();
    const picture = lastAnswer(page).getByRole('img', { name: 'Named' });
    await expect(picture).toBeVisible();
    await expect.poll(() => picture.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(300);
    expect(asked).toEqual([`localhost:${port}/named.png no cookie`]);
  } finally {
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
  }
});
