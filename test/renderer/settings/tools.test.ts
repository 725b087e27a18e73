// The servers of tools in the settings, in Chromium: added, pasted, seen before they run, allowed, taken away.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ToolServer } from '../../../src/preload/contract/tools.ts';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const field = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
const entry = (name: string): Locator => page.getByRole('listitem', { name, exact: true });
const servers = (): readonly ToolServer[] => visit.double.world.toolServers.current();
const server = (name: string): ToolServer | undefined => servers().find((one) => one.name === name);
const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');

async function open(scenario: ScenarioName): Promise<void> {
  visit = await stage.visit(scenario);
  page = visit.page;
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Tools' }).click();
}

test('a server is added by keyboard from the example, and starts only once its command was confirmed', async () => {
  await open('ready');
  await button('Start from this example').press('Enter');
  expect(await field('Name').inputValue()).toBe('Files');
  await field('Arguments').fill('-y\n@modelcontextprotocol/server-filesystem\n/home/ada/My letters');
  await page.getByText("npx -y @modelcontextprotocol/server-filesystem '/home/ada/My letters'").waitFor();
  await button('Add variable').press('Enter');
  await field('Name 1').fill('1KEY');
  await field('Name').press('Enter');
  await page.getByRole('alert').filter({ hasText: 'A variable’s name' }).waitFor();
  expect(servers()).toEqual([]);
  await field('Name 1').fill('KEY');
  await page.getByLabel('Value 1').fill('hush');
  await page.getByLabel('Value 1').press('Enter');
  const question = page.getByRole('group', { name: 'Start “Files”?' });
  await question.getByText("npx -y @modelcontextprotocol/server-filesystem '/home/ada/My letters'").waitFor();
  expect(server('Files')).toMatchObject({ state: { kind: 'off' }, way: { env: ['KEY'] } });
  await expect.poll(focused).toBe('Start');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await page.getByRole('dialog', { name: 'Settings' }).isVisible()).toBe(true);
  expect(server('Files')?.state.kind).toBe('off');
  await page.getByRole('switch', { name: 'Files' }).press('Space');
  await page.keyboard.press('Enter');
  await expect.poll(() => server('Files')?.state.kind).toBe('ready');
  await entry('Files').getByText('On, 1 tool').waitFor();
  expect(await page.getByText('hush').count()).toBe(0);
});

test('a pasted list is added switched off, and what could not be taken is named', async () => {
  await open('ready');
  await button('Paste a list').click();
  await field('JSON').fill('{ "mcpServers": ');
  await button('Look through it').click();
  await page.getByText('This isn’t valid JSON.').waitFor();
  const list = {
    time: { command: 'uvx', args: ['mcp-time', 'a\u202eb'], env: { KEY: 'hush-hush' } },
    Time: { url: 'https://time.example/mcp', headers: { Authorization: 'Bearer hush-hush' } },
    old: { type: 'sse', url: 'https://a.example' },
    odd: { command: 'run', env: { '1KEY': 'hush-hush' } },
  };
  await field('JSON').fill(JSON.stringify({ mcpServers: list }));
  await field('JSON').press('Tab');
  await button('Look through it').press('Enter');
  const preview = page.getByRole('list', { name: 'Servers in the list' });
  const inList = (name: string): Locator => preview.getByRole('listitem', { name, exact: true });
  await inList('time')
    .getByText(String.raw`uvx mcp-time 'a\u{202e}b'`)
    .waitFor();
  await inList('time').getByText('with KEY (values hidden)').waitFor();
  await inList('Time').getByText('the list has this name twice').waitFor();
  await page.getByText('odd: a name or value of its variables').waitFor();
  await page.getByText('old: it uses the older “SSE” way').waitFor();
  expect(await page.getByText('hush-hush').count()).toBe(0);
  expect(servers()).toEqual([]);
  await button('Back to the text').press('Enter');
  expect(await field('JSON').inputValue()).toContain('hush-hush');
  await button('Look through it').click();
  await button('Add 1 server').click();
  await page.getByText('Added time, switched off.').waitFor();
  await page.getByText('old: it uses the older “SSE” way').waitFor();
  await entry('time')
    .getByText(String.raw`uvx mcp-time 'a\u{202e}b'`)
    .waitFor();
  expect(servers()).toMatchObject([{ name: 'time', state: { kind: 'off' } }]);
});

test('each tool is asked for or always allowed, and everything can be taken back', async () => {
  await open('tools');
  const files = entry('Files');
  await files.getByRole('button', { name: '3 tools' }).click();
  const allowance = page.getByRole('combobox', { name: 'Before read_text_file runs' });
  await allowance.selectOption('Always allow');
  const allowed = (): readonly boolean[] => {
    const state = server('Files')?.state;
    return state?.kind === 'ready' ? state.tools.map(({ isAlwaysAllowed }) => isAlwaysAllowed) : [];
  };
  await expect.poll(allowed).toEqual([true, true, false]);
  await button('Ask again for everything').click();
  await expect.poll(allowed).toEqual([false, false, false]);
});

test('chats in which a tool is allowed are listed beside it, and each can be taken back', async () => {
  await open('tools-allowed');
  await entry('Files').getByRole('button', { name: '3 tools' }).click();
  const chats = page.getByRole('list', { name: 'Chats in which read_text_file is allowed' });
  await expect.poll(() => chats.getByRole('listitem').count()).toBe(2);
  await chats
    .getByRole('button', { name: /^Ask again before read_text_file runs in “/ })
    .first()
    .press('Enter');
  await expect.poll(() => chats.getByRole('listitem').count()).toBe(1);
  await button('Ask again for everything').click();
  await chats.waitFor({ state: 'detached' });
});

test('what a server that works has written is there to be read', async () => {
  await open('tools');
  await button('Last output of Files').press('Enter');
  await page
    .getByRole('group', { name: 'Last output of Files' })
    .getByText('Allowed: /home/ada/Letters and bills')
    .waitFor();
  expect(await button('Last output of Notes').count()).toBe(0);
});

test('why a server does not work is said, with its last words as they are', async () => {
  await open('tools');
  await entry('Notes').getByText('It wants to know who asks.').waitFor();
  const postgres = entry('Postgres');
  await postgres.getByText('The program ended by itself (exit code 1).').waitFor();
  await postgres.getByRole('button', { name: 'What the server said last' }).click();
  await postgres.getByText('connect ECONNREFUSED 192.168.1.20:5432').waitFor();
  await postgres.getByRole('button', { name: 'Restart now' }).click();
  await postgres.getByText('On, 1 tool').waitFor();
  expect(await postgres.getByText('The program ended').count()).toBe(0);
});

test('a value that is kept stays unless another is typed, and a changed server says that it starts anew', async () => {
  await open('tools');
  await button('Edit Postgres').click();
  expect(await page.getByLabel('Value 1').getAttribute('placeholder')).toBe('Set. Type to replace');
  await field('Arguments').fill('-y\npostgres-mcp@3');
  await button('Save and restart').click();
  await entry('Postgres').getByText('npx -y postgres-mcp@3').waitFor();
  expect(server('Postgres')).toMatchObject({ way: { env: ['DATABASE_URL'] } });
});

test('a server goes once that was confirmed, and the focus stays in the settings', async () => {
  await open('tools');
  await button('Remove Weather').click();
  await expect.poll(focused).toBe('Remove');
  await page
    .getByRole('group', { name: /^Remove “Weather”/ })
    .getByRole('button', { name: 'Keep' })
    .click();
  expect(server('Weather')).toBeDefined();
  await button('Remove Weather').click();
  await page.keyboard.press('Enter');
  await entry('Weather').waitFor({ state: 'detached' });
  expect(server('Weather')).toBeUndefined();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
});
