// The main job with nothing faked but the money: real Ollama and model, real keychain, real server in sandbox mode, real Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/main/core/clock.ts';
import { activeEntry } from '../../src/main/core/account/token/active-token.ts';
import { hashToken, isToken } from '../../src/main/core/account/token/token.ts';
import { createKeychainStore } from '../../src/main/core/secrets/keychain-store.ts';
import { loadKeytarApi } from '../../src/main/core/secrets/keytar-api.ts';
import { credits, expect as expectShown, lastAnswer, lastRow, row, send } from '../e2e/steps.ts';
import { createCompanion, type TestCompanion } from '../support/app/companion.ts';
import { createWebApp, type WebApp } from '../support/app/web-app.ts';
import { launchBrowser } from '../support/browser.ts';
import { filesHolding } from './files-holding.ts';
import { openLiveOllama, type LiveOllama } from './ollama.ts';
import { createStopwatch } from './stopwatch.ts';
import { wordsFor } from '../../src/words/words.ts';

const service = `Tallystick live test ${String(process.pid)}`;
const keychain = createKeychainStore({ clock: systemClock, load: loadKeytarApi, service });
/** A model without a processor of its own may take minutes for its first word. */
const stepMsMax = 240_000;
const testMsMax = 15 * 60_000;

let missing: string | null = null;
let ollama: LiveOllama | null = null;
let dir = '';
let server: TestCompanion;
let app: WebApp;
let browser: Browser;
/** In the order in which they were opened. */
const opened: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  missing = await reasonNotHere();
  if (missing !== null) return;
  dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-live-'));
  opened.push(() => rm(dir, { recursive: true, force: true }));
  server = await createCompanion(dir, { FREE_LIMIT: '2', LOG_LEVEL: 'trace' });
  opened.push(() => server.end('SIGTERM'));
  await server.start();
  browser = await launchBrowser();
  opened.push(() => browser.close());
});

afterAll(async () => {
  for (const close of opened.toReversed()) await close();
});

/** Also builds and fetches what is missing, so that nothing of it is measured; Ollama is ended again, to be started in view of the app. */
async function reasonNotHere(): Promise<string | null> {
  const probed = await keychain.probe();
  if (probed.kind === 'missing')
    return `not here: a keychain (${wordsFor(['en']).secretTrouble(probed.trouble).replaceAll(/[()]/g, '')})`;
  const live = await openLiveOllama();
  if (live.kind === 'not_here') return `not here: ${live.reason}`;
  await live.stop();
  ollama = live;
  return null;
}

describe('the main path, with a real model and a real keychain', () => {
  it(
    'leads from the first start over the last free message to one paid with bought credits, and leaves the token in the keychain alone',
    async (context) => {
      if (missing !== null || ollama === null) return context.skip(missing ?? 'not here: Ollama');
      const { port, model } = ollama;
      const watch = createStopwatch();
      app = await createWebApp({
        TALLYSTICK_DATA_DIR: path.join(dir, 'app'),
        TALLYSTICK_SERVER: server.origin,
        TALLYSTICK_KEYCHAIN_SERVICE: service,
        OLLAMA_HOST: `127.0.0.1:${String(port)}`,
      });
      opened.push(() => app.end('SIGTERM'));
      opened.push(() => keychain.remove(activeEntry(server.origin)));
      const link = await watch.time('start of the app to its link', () => app.start());
      const page = await browser.newPage();
      page.setDefaultTimeout(stepMsMax);
      const seen = recordFrames(page);

      await watch.time('opening the link to the welcome', async () => {
        await page.goto(link);
        await page.getByRole('heading', { name: 'Welcome to Tallystick' }).waitFor();
      });
      await watch.time('start of Ollama to a chat that is ready, by itself', async () => {
        const started = await openLiveOllama(port);
        if (started.kind === 'not_here') throw new Error(started.reason);
        opened.push(() => started.stop());
        await page.getByRole('combobox', { name: 'Model' }).filter({ hasText: model }).waitFor();
      });
      await credits(page).filter({ hasText: '2 free messages left' }).waitFor();

      await askTimed(page, 'What is the capital of France?', 'first message, model not yet loaded');
      await expectShown(lastAnswer(page)).toContainText('Paris');
      await credits(page).filter({ hasText: '1 free message left' }).waitFor();
      await askTimed(page, 'What is the capital of Italy?', 'second message');

      await watch.time('third message to the card that says no', async () => {
        await send(page, 'And of Spain?');
        await lastAnswer(page).getByRole('region', { name: 'No free messages left' }).waitFor();
      });
      await watch.time('“Buy credits” to the checkout', async () => {
        await page.getByRole('button', { name: 'Buy credits' }).last().click();
        await page.getByRole('dialog', { name: 'Buy credits' }).getByRole('button', { name: /^Pay/ }).click();
        await checkoutButton(page).waitFor();
      });
      await watch.time('“Pay” to the credits in the wallet', async () => {
        await checkoutButton(page).click();
        await page.getByRole('dialog').getByText('500 credits added').waitFor();
      });
      await page.getByRole('button', { name: 'Back to chat' }).click();
      await askTimed(page, 'What is the capital of Portugal?', 'message paid with a credit');
      await credits(page).filter({ hasText: '499 credits' }).waitFor();
      await expectShown(lastAnswer(page)).toContainText('1 credit');

      const token = await keychain.get(activeEntry(server.origin));
      if (token === null || !isToken(token)) throw new Error('The keychain holds no token');
      const secret = token.slice('tally_'.length);
      const shown = await pageText(page);
      await app.end('SIGTERM');
      expect(await filesHolding(dir, hashToken(token)), 'the search itself finds what is there').not.toEqual([]);
      expect(await filesHolding(dir, secret)).toEqual([]);
      expect(server.output()).not.toContain(secret);
      expect(app.output()).not.toContain(secret);
      expect(seen.frames()).toBeGreaterThan(20);
      expect(seen.includes(secret)).toBe(false);
      expect(shown).not.toContain(secret);
      console.log(`\n${watch.table()}\n`);

      async function askTimed(to: Page, text: string, name: string): Promise<void> {
        const before = await lastRow(to);
        const sent = performance.now();
        await send(to, text);
        const words = row(to, before + 2).locator('.prose');
        await words.waitFor();
        const first = performance.now();
        await lastAnswer(to).getByRole('button', { name: 'Copy answer' }).waitFor();
        const whole = performance.now();
        await expectShown(lastAnswer(to)).toContainText(speedShown);
        const figures = speedShown.exec((await lastAnswer(to).textContent()) ?? '');
        watch.note(`${name}: first word on the screen`, first - sent);
        watch.note(`${name}: whole answer`, whole - sent, `${String(figures?.[0])}, as the app shows`);
      }
    },
    testMsMax,
  );
});

const speedShown = /([\d,]+) tokens? · ([\d.]+) tokens\/s/;

const checkoutButton = (page: Page) => page.frameLocator('iframe').getByRole('button', { name: /^Pay/ });

type Recorded = { frames(): number; includes(text: string): boolean };

/** All that passes between the page and the core. */
function recordFrames(page: Page): Recorded {
  const frames: Buffer[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(Buffer.from(payload)));
    socket.on('framereceived', ({ payload }) => frames.push(Buffer.from(payload)));
  });
  return { frames: () => frames.length, includes: (text) => frames.some((frame) => frame.includes(text)) };
}

/** The document and all that the page has put aside. */
async function pageText(page: Page): Promise<string> {
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
  );
  return (await page.content()) + kept;
}
