// What opening a chat and writing in it cost: how often the core is asked, and how much is drawn. Counts, which are the same on every machine.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { makeChat } from '../../support/core-double/sample-chats.ts';
import { countRenders, takeRenders } from '../../support/stage/renders.ts';
import { openStage, type Stage, type Visit, type VisitOptions } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
let page: Page;
/** What the page has asked of the core, by name; calls that it took back are not among them. */
let asked: string[];
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

async function arrive(scenario: Parameters<Stage['visit']>[0], prepare?: VisitOptions['prepare']): Promise<void> {
  asked = [];
  visit = await stage.visit(scenario, {
    ...(prepare === undefined ? {} : { prepare }),
    beforeOpening: async (opening) => {
      await countRenders(opening);
      opening.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          const path = /"u":"([^"]+)"/.exec(String(payload))?.[1];
          if (path !== undefined) asked.push(path);
        }),
      );
    },
  });
  page = visit.page;
  // Every part of the page is there, so that what is counted is the chat alone.
  await open('What a tally stick was');
}

async function open(name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('article').first().waitFor();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));
}

test('a chat is one call to the core, and who answers in it is asked about once for all chats', async () => {
  await arrive('ready');
  asked.length = 0;
  await open('Names for a small grey cat');
  expect(asked).toEqual(['/chats/open']);
});

test('the core is asked for the chat before the page draws anything of it', async () => {
  await arrive('ready');
  const drawnAt = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (this: WebSocket, frame) {
          if (typeof frame === 'string' && frame.includes('/chats/open'))
            resolve(document.querySelector('[aria-current="page"]')?.textContent ?? '');
          send.call(this, frame);
        };
      }),
  );
  await open('Names for a small grey cat');
  expect(await drawnAt).toBe('What a tally stick was');
});

test('a chat is drawn once, and little of the page around it', async () => {
  await arrive('ready');
  await takeRenders(page);
  await open('Names for a small grey cat');
  const { commits, components } = await takeRenders(page);
  expect(commits).toBeLessThanOrEqual(8);
  expect(components).toBeLessThanOrEqual(250);
});

test('a chat of a thousand messages draws no more than a short one', async () => {
  await arrive('long');
  for (let round = 0; round < 5; round += 1) {
    await takeRenders(page);
    await open(long);
    // With the rest.
    const { commits, components } = await takeRenders(page);
    expect(commits).toBeLessThanOrEqual(20);
    expect(components).toBeLessThanOrEqual(750);
    await open('What a tally stick was');
  }
});

// Else the rows that stand at the place of before are shown until the next frame.
test('where less motion is wished for, a new height holds at once', async () => {
  await arrive('long');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const height = await page.evaluate(() => {
    const box = document.body.appendChild(document.createElement('div'));
    const heightOf = (px: number): number => {
      box.style.height = `${String(px)}px`;
      return box.offsetHeight;
    };
    const heights = [heightOf(10), heightOf(500)];
    box.remove();
    return heights;
  });
  expect(height).toEqual([10, 500]);
});

test('a key draws the field and what counts its text, and nothing else', async () => {
  await arrive('long');
  await open(long);
  const composer = page.getByRole('textbox', { name: 'Message' });
  // The first one makes the message ready to be sent, and its button with it.
  await composer.press('a');
  // What else is told meanwhile is drawn with one of them, not with all.
  const drawn: number[] = [];
  for (const text of ['ab', 'abc', 'abcd', 'abcde']) {
    await takeRenders(page);
    await composer.press(text.slice(-1));
    await expect.poll(() => composer.inputValue()).toBe(text);
    drawn.push((await takeRenders(page)).components);
  }
  expect(Math.min(...drawn)).toBeLessThanOrEqual(4);
});

const unbroken = {
  'one paragraph': 'stick '.repeat(10_000),
  'one line of code': `\`\`\`js\n${'f(1);'.repeat(12_000)}\n\`\`\``,
};

test.each(Object.entries(unbroken))(
  '60 kB without a break, as %s, are drawn no more often than a short answer',
  async (_, answer) => {
    await arrive('ready', (world) => {
      const chat = makeChat(92, 'Without a break', Date.now(), [{ question: 'Go on?', answer }]);
      world.chats.set(chat.summary.id, chat);
    });
    await takeRenders(page);
    await open('Without a break');
    const { commits, components } = await takeRenders(page);
    expect(commits).toBeLessThanOrEqual(12);
    expect(components).toBeLessThanOrEqual(400);
  },
);

const long = 'A very long conversation';
/** A browser on a busy machine takes its time. */
const patiently = { timeout: 60_000 };
const log = (): Locator => page.getByRole('log', { name: 'Conversation' });
const lastTop = (): Promise<number> =>
  page
    .getByRole('article')
    .last()
    .evaluate((node) => Math.round(node.getBoundingClientRect().top));

/** Rows are numbered from the first message that is there. */
const lastIndex = (): Promise<number> =>
  log().evaluate((node) =>
    Math.max(...[...node.querySelectorAll('[data-index]')].map((row) => Number(row.getAttribute('data-index')))),
  );

test('the end of a long chat is read before the rest is there, which then moves nothing', async () => {
  const rest = Promise.withResolvers<void>();
  await arrive('long', (world) => {
    world.beforeRest.until = rest.promise;
  });
  await open(long);
  await expect.poll(lastIndex, patiently).toBe(39);
  await log().evaluate((node) => node.scrollTo({ top: node.scrollHeight }));
  const before = await lastTop();
  rest.resolve();
  await expect.poll(lastIndex, patiently).toBe(999);
  expect(await lastTop()).toBe(before);
});

/** The row at the upper edge: what it says, and how far below the edge it begins. */
const atEdge = (): Promise<{ readonly text: string; readonly top: number }> =>
  log().evaluate((node) => {
    const edge = node.getBoundingClientRect().top;
    const row = [...node.querySelectorAll('[data-index]')].find(
      (one) => one.getBoundingClientRect().bottom > edge + 40,
    );
    return {
      text: row?.textContent?.slice(0, 60) ?? '',
      top: Math.round((row?.getBoundingClientRect().top ?? 0) - edge),
    };
  });

test('whoever has scrolled up meanwhile stays at the message that they read', async () => {
  const rest = Promise.withResolvers<void>();
  await arrive('long', (world) => {
    world.beforeRest.until = rest.promise;
  });
  await open(long);
  await log().focus();
  // By keys, which do not glide.
  for (const key of ['PageUp', 'PageUp', 'PageUp']) await page.keyboard.press(key);
  await expect.poll(async () => (await atEdge()).text, patiently).not.toContain('500. ');
  const calm = async (): Promise<unknown> => {
    const before = await atEdge();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
    return JSON.stringify(await atEdge()) === JSON.stringify(before);
  };
  await expect.poll(calm, patiently).toBe(true);
  const before = await atEdge();
  rest.resolve();
  await expect.poll(lastIndex, patiently).toBeGreaterThan(900);
  await expect.poll(calm, patiently).toBe(true);
  const after = await atEdge();
  expect(after.text).toBe(before.text);
  expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(2);
});

test('what is asked meanwhile goes once all of the chat is here', async () => {
  const rest = Promise.withResolvers<void>();
  await arrive('long', (world) => {
    world.beforeRest.until = rest.promise;
  });
  await open(long);
  const composer = page.getByRole('textbox', { name: 'Message' });
  await composer.fill('And then?');
  await composer.press('Enter');
  expect(asked).not.toContain('/chat/send');
  rest.resolve();
  await expect.poll(() => asked, patiently).toContain('/chat/send');
  await expect.poll(() => composer.inputValue(), patiently).toBe('');
});

test('a message further up that a search found is shown as soon as it is here', async () => {
  const rest = Promise.withResolvers<void>();
  await arrive('long', (world) => {
    world.beforeRest.until = rest.promise;
  });
  await page.getByRole('searchbox', { name: 'Search chats' }).fill('31. ');
  await page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('button')
    .filter({ hasText: '31. ' })
    .first()
    .click();
  await page.getByRole('status').filter({ hasText: 'Opening the chat' }).waitFor();
  rest.resolve();
  await page.getByRole('article').first().waitFor();
  await expect.poll(() => page.locator('.found-row').count(), patiently).toBe(1);
});
