// A link in an answer: shown in full before it is opened, and never swallowed where it cannot be.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { World } from '../../support/core-double/world.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const title = 'Names for a small grey cat';

async function openChatWith(link: string): Promise<Visit['page']> {
  visit = await stage.visit('ready', { prepare: (world) => linkIn(world, link) });
  const { page } = visit;
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('link', { name: 'the page' }).last().click();
  await page.getByRole('dialog').getByText(link).waitFor();
  return page;
}

function linkIn({ chats }: World, link: string): void {
  for (const [id, chat] of chats) {
    const messages = chat.messages.map((message) =>
      message.role === 'assistant' ? { ...message, parts: textParts(`See [the page](${link}).`) } : message,
    );
    chats.set(id, { ...chat, messages });
  }
}

test('a link opens in a tab of its own, and the question goes away', async () => {
  const page = await openChatWith('https://example.invalid/a');
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Open link' }).click();
  await opened;
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
});

test('a link that the app never opens is said to be one, and stays to be copied', async () => {
  const page = await openChatWith('http://example.invalid/a');
  await page.getByRole('button', { name: 'Open link' }).click();
  await page.getByRole('alert').getByText('opens only links that start with https').waitFor();
  expect(await page.getByRole('button', { name: 'Copy link' }).isVisible()).toBe(true);
});
