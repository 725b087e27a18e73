// What is written in place of a message outlives whatever takes its field away.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { MessageId } from '../../../src/preload/contract/ids.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { createEdits } from '../../../src/renderer/features/chat/edits.ts';
import { newMessageId } from '../../../src/renderer/rpc/new-id.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit | null = null;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  await visit?.close();
  visit = null;
});

const field = (): Locator => page.getByRole('textbox', { name: 'Edit question' });
const composer = (): Locator => page.getByRole('textbox', { name: 'Message' });
const log = (): Locator => page.getByRole('log');

async function open(name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('article').first().waitFor();
}

async function scrollTo(edge: 'top' | 'end'): Promise<void> {
  await log().evaluate((node, at) => {
    node.scrollTop = at === 'top' ? 0 : node.scrollHeight;
  }, edge);
}

test('a question that is being changed keeps its words while one reads elsewhere in a long chat', async () => {
  visit = await stage.visit('long');
  page = visit.page;
  await open('A very long conversation');
  await scrollTo('top');
  await page.getByRole('article', { name: 'You' }).first().hover();
  await page.getByRole('button', { name: 'Edit question' }).first().click();
  await field().fill('What I wrote instead');
  await scrollTo('end');
  await field().waitFor({ state: 'detached' });
  await composer().focus();
  await scrollTo('top');
  await expect.poll(() => field().inputValue()).toBe('What I wrote instead');
  // Whoever has gone on writing elsewhere keeps the keyboard.
  expect(await composer().evaluate((node) => node === document.activeElement)).toBe(true);
});

test('nor are they lost by another chat or a reload, until they are given up', async () => {
  visit = await stage.visit('ready');
  page = visit.page;
  await open('Names for a small grey cat');
  await page.getByRole('button', { name: 'Edit question' }).click();
  await field().fill('Names for a large cat');
  await open('Bread without kneading');
  await open('Names for a small grey cat');
  expect(await field().inputValue()).toBe('Names for a large cat');
  await page.reload();
  await expect.poll(() => field().inputValue()).toBe('Names for a large cat');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  await page.getByRole('article', { name: 'You' }).waitFor();
  expect(await field().count()).toBe(0);
});

const memory = () => {
  const map = new Map<string, string>();
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
};

test('what is on its way is kept only while the page lives', () => {
  const storage = memory();
  const id = newMessageId();
  const edits = createEdits(storage, 'chat');
  edits.keep(id, textParts('words'));
  edits.flush();
  expect(createEdits(storage, 'chat').of(id)).toEqual(textParts('words'));
  edits.leave(id);
  expect(edits.of(id)).toEqual(textParts('words'));
  expect(createEdits(storage, 'chat').of(id)).toBeNull();
  edits.keep(id, textParts('words'));
  edits.flush();
  expect(createEdits(storage, 'chat').of(id)).toEqual(textParts('words'));
  edits.drop(id);
  expect(storage.map.size).toBe(0);
});

test('what another version has stored, or a storage that is forbidden, does no harm', () => {
  const storage = memory();
  storage.map.set('tallystick.edits.chat', '{"not":"ours"}');
  const id: MessageId = newMessageId();
  expect(createEdits(storage, 'chat').of(id)).toBeNull();
  const fail = (): never => {
    throw new Error('forbidden');
  };
  const edits = createEdits({ getItem: fail, setItem: fail, removeItem: fail }, 'chat');
  edits.keep(id, textParts('words'));
  edits.flush();
  expect(edits.of(id)).toEqual(textParts('words'));
});
