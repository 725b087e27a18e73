// Messages of which some cannot be read, in Chromium: what can be read of them, and a sentence that says so.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Chat, Message } from '../../../src/preload/contract/message.ts';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const title = 'Names for a small grey cat';

/** Of the first question its words can be read; of the last answer, nothing. */
function spoil({ summary, messages, ...chat }: Chat): Chat {
  const spoiled = messages.map((message, place): Message => {
    if (place === 0) return { ...message, unreadable: true };
    return place < messages.length - 1 ? message : { ...message, parts: [], unreadable: true };
  });
  return { ...chat, summary, messages: spoiled };
}

async function visit() {
  const visited = await stage.visit('ready', {
    prepare({ chats }) {
      for (const [id, chat] of chats) if (chat.summary.title === title) chats.set(id, spoil(chat));
    },
  });
  const { page } = visited;
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('article').first().waitFor();
  return visited;
}

test('they stand in their chat with a sentence each, and an answer without a word is not called empty', async () => {
  const { page, close } = await visit();
  const question = page.getByRole('article', { name: 'You' }).first();
  await question.getByText('Part of this message can’t be read, so models aren’t sent it').waitFor();
  expect(await question.getByRole('button', { name: 'Copy question' }).count()).toBe(1);
  const answer = page.getByRole('article', { name: /^Answer from/ }).last();
  await answer.getByText('Part of this answer can’t be read, so models aren’t sent it.').waitFor();
  expect(await answer.getByText('Nothing was deleted').textContent()).toContain('as message 0192');
  expect(await answer.getByText('The model returned an empty answer.').count()).toBe(0);
  await close();
});
