// Messages of which some cannot be read, in Chromium: what can be read of them, and a sentence that says so.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import type { Chat, Message } from '../../../src/preload/contract/message.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { sampleId } from '../../support/core-double/sample-chats.ts';
import type { World } from '../../support/core-double/world.ts';
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
  const told = messages.map((message, place): Message => {
    if (place === 0) return { ...message, unreadable: true };
    if (place < messages.length - 1) return message;
    const spoiled = { ...message, parts: [], unreadable: true as const };
    return spoiled.role === 'assistant' ? { ...spoiled, model: '' } : spoiled;
  });
  return { ...chat, summary, messages: told };
}

async function visit(prepare: (world: World) => void = () => undefined) {
  const visited = await stage.visit('ready', {
    prepare(world) {
      const { chats } = world;
      for (const [id, chat] of chats) if (chat.summary.title === title) chats.set(id, spoil(chat));
      prepare(world);
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
  const answer = page.getByRole('article', { name: 'Answer', exact: true });
  await answer.getByText('Part of this answer can’t be read, so models aren’t sent it.').waitFor();
  await answer.getByText('unknown model').waitFor();
  expect(await answer.getByText('Nothing was deleted').textContent()).toContain('as message 0192');
  expect(await answer.getByText('The model returned an empty answer.').count()).toBe(0);
  await close();
});

test('one that waits says so, can only be moved and removed, and the next one can be sent', async () => {
  const { page, close } = await visit(({ chats, queues }) => {
    const { id: chatId } = [...chats.values()].find(({ summary }) => summary.title === title)?.summary ?? {};
    if (chatId === undefined) throw new Error('The chat is not there');
    const waiting = (n: number) => ({
      id: MessageId.parse(sampleId(900, n)),
      answerId: MessageId.parse(sampleId(901, n)),
      runId: RunId.parse(sampleId(902, n)),
      chatId,
      model: 'gemma3:4b',
      venue: 'local' as const,
      createdAt: n,
    });
    queues.set(chatId, [
      { ...waiting(1), parts: [], unreadable: true },
      { ...waiting(2), parts: textParts('And for a dog?') },
    ]);
  });
  const [unreadable, next] = [0, 1].map((at) =>
    page.getByRole('region', { name: 'Waiting messages' }).getByRole('listitem').nth(at),
  );
  await unreadable?.getByText(`so it isn’t sent. It is still stored on this computer, as message 0192`).waitFor();
  expect(await unreadable?.getByRole('button').evaluateAll((all) => all.map((one) => one.ariaLabel))).toEqual([
    'Move up',
    'Move down',
    'Remove waiting message',
  ]);
  await next?.getByRole('button', { name: 'Send now' }).waitFor();
  await close();
});

type Spoiled = { readonly isUnreadable?: true; readonly unshown?: number };

test.each<[string, Spoiled, string]>([
  ['of the chat itself', { isUnreadable: true }, 'Part of what is stored about this chat can’t be read'],
  ['of its messages', { unshown: 2 }, '2 messages of this chat can’t be read, so they aren’t shown.'],
])('a chat says what cannot be read %s until one has read it', async (_what, { isUnreadable, unshown }, said) => {
  const { page, close } = await stage.visit('ready', {
    prepare({ chats }) {
      for (const [id, { summary, ...chat }] of chats) {
        if (summary.title !== title) continue;
        const told = isUnreadable ? { ...summary, unreadable: true as const } : summary;
        chats.set(id, { ...chat, summary: told, ...(unshown === undefined ? {} : { unshown }) });
      }
    },
  });
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: title, exact: true }).click();
  const note = page.getByRole('note').filter({ hasText: said });
  await note.getByRole('button', { name: 'Dismiss' }).click();
  await note.waitFor({ state: 'detached' });
  expect(await page.getByRole('article').count()).toBeGreaterThan(0);
  await close();
});
