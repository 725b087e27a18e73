// Chats that cannot be read, in Chromium: what stands in their place, and what is said in one of which some can.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('above the list stands how many chats cannot be read', async () => {
  const { page, close } = await stage.visit('ready', {
    prepare(world) {
      world.unlisted.chats = 2;
    },
  });
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByRole('note').getByText('2 chats can’t be read, so they aren’t listed.').waitFor();
  expect(await list.getByRole('button').count()).toBeGreaterThan(1);
  await close();
});

test('where there are only such chats, nobody is told that there are none', async () => {
  const { page, close } = await stage.visit('ready', {
    prepare(world) {
      world.unlisted.chats = 1;
      world.chats.clear();
    },
  });
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByText('1 chat can’t be read, so it isn’t listed.').waitFor();
  expect(await list.getByText('No chats yet').count()).toBe(0);
  await close();
});
