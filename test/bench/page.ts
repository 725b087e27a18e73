// What a person feels of the page in a real Chromium: the start, opening a long chat and a very long one, and typing while words stream
// into each. And the memory that page and core then take.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import type { Bench } from '../../scripts/bench.ts';
import type { ChatId, MessageId } from '../../src/preload/contract/ids.ts';
import { newChatId, newMessageId, newRunId } from '../../src/renderer/rpc/new-id.ts';
import { launchOptions } from '../support/browser.ts';
import type { WebApp } from '../support/app/web-app.ts';
import { openAppClient, type AppClient } from './parts/app-client.ts';
import { model, withAppStack } from './parts/app-stack.ts';
import { median, quantile, round2 } from './parts/figures.ts';
import { fillStore } from './parts/fill-store.ts';
import { keepFrames, openRow, stopFrames, type Frames } from './parts/page-probe.ts';
import { sampleAnswer } from './parts/sample-answer.ts';
import { textParts } from '../../src/preload/contract/parts.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 10);
const longChatMessages = 1_000;
const hugeChatMessages = 10_000;
/** Of the answers in the long chat, about as long as those of a small model. */
const storedTokens = 180;
const typedEveryMs = 70;
/** Until all of a very long chat is there. */
const restMs = 1_000;

export const bench: Bench = () =>
  withAppStack(async ({ app, dataDir }) => {
    const chats = await seed(app, dataDir);
    const browser = await chromium.launch(await launchOptions());
    try {
      const { page, starts } = await measureStarts(app, browser);
      const opened = await measureOpening(page, chats);
      const streams = [];
      for (let round = 0; round < 3; round += 1) streams.push(await measureStream(page, chats, chats.long));
      const hugeStreams = [];
      for (let round = 0; round < 3; round += 1) hugeStreams.push(await measureStream(page, chats, chats.huge));
      return told({ starts, opened, streams, hugeStreams, memory: await measureMemory(page, app) });
    } finally {
      await browser.close();
    }
  });

type Chats = { readonly huge: ChatId; readonly long: ChatId; readonly short: ChatId };
type Start = { readonly coreMs: number; readonly pageMs: number };
type Opened = { readonly huge: readonly number[]; readonly long: readonly number[]; readonly short: readonly number[] };
/** In megabytes, with the chat of 10,000 messages open; null: not known here. */
type Memory = { readonly page: number; readonly core: number | null };

async function seed(app: WebApp, dataDir: string): Promise<Chats> {
  const asked = await seedAsked(app);
  const answer = sampleAnswer(storedTokens).join('');
  const [huge] = fillStore(path.join(dataDir, 'tallystick.db'), {
    chats: 1,
    messages: hugeChatMessages,
    text: (at) => (at % 2 === 0 ? `Question ${String(at / 2 + 1)}: what was a tally stick?` : answer),
  });
  if (huge === undefined) throw new Error('No chat was filled');
  return { ...asked, huge };
}

async function seedAsked(app: WebApp): Promise<Omit<Chats, 'huge'>> {
  const client = await openAppClient(await app.start());
  try {
    await client.call.settings.set({ hasOnboarded: true });
    const short = await fillChat(client, 2);
    return { short, long: await fillChat(client, longChatMessages) };
  } finally {
    client.close();
    await app.end('SIGTERM');
  }
}

/** Question and answer in turn, as a person would come by them. */
async function fillChat({ call }: AppClient, messages: number): Promise<ChatId> {
  const chatId = newChatId();
  let parentId: MessageId | null = null;
  for (let at = 0; at < messages; at += 2) {
    const [runId, answerId] = [newRunId(), newMessageId()];
    const text = `Question ${String(at / 2 + 1)}: what was a tally stick? (pace 0 tokens ${String(storedTokens)})`;
    await call.chat.send({
      runId,
      chatId,
      parentId,
      messageId: newMessageId(),
      answerId,
      parts: textParts(text),
      model,
    });
    for await (const event of await call.runs.watch({ runId, after: 0 }))
      if (event.kind === 'ended' && event.state.kind !== 'done') throw new Error(JSON.stringify(event.state));
    parentId = answerId;
  }
  return chatId;
}

/** From the start of the program to a composer that one can write in, each time with a fresh page; the last one stays open. */
async function measureStarts(app: WebApp, browser: Browser): Promise<{ page: Page; starts: readonly Start[] }> {
  const starts: Start[] = [];
  let page: Page | null = null;
  for (let round = 0; round < rounds; round += 1) {
    await page?.context().close();
    await app.end('SIGTERM');
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const began = performance.now();
    const link = await app.start();
    const coreMs = performance.now() - began;
    await page.goto(link, { waitUntil: 'commit' });
    await page.locator('textarea[aria-label="Message"]:focus').waitFor();
    starts.push({ coreMs, pageMs: performance.now() - began - coreMs });
  }
  if (page === null) throw new Error('Nothing was started');
  return { page, starts };
}

async function measureOpening(page: Page, { huge, long, short }: Chats): Promise<Opened> {
  const found: { huge: number[]; long: number[]; short: number[] } = { huge: [], long: [], short: [] };
  for (const which of ['long', 'huge'] as const)
    for (let round = 0; round < rounds; round += 1) {
      const ofShort = await page.evaluate(openRow, short);
      if (which === 'long') found.short.push(ofShort);
      found[which].push(await page.evaluate(openRow, which === 'long' ? long : huge));
      // Its end is painted before the rest is there, and what is opened meanwhile would be slowed.
      await page.waitForTimeout(restMs);
    }
  return found;
}

/** 300 tokens at about 60 a second, while somebody writes the next message. */
async function measureStream(page: Page, { short }: Chats, into: ChatId): Promise<Frames> {
  await page.evaluate(openRow, short);
  await page.evaluate(openRow, into);
  const composer = page.getByRole('textbox', { name: 'Message' });
  await composer.fill('What was a tally stick? (pace 16 tokens 300)');
  await composer.press('Enter');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.evaluate(keepFrames);
  const stop = page.getByRole('button', { name: 'Stop' });
  while (await stop.isVisible()) await composer.press('a', { delay: typedEveryMs });
  const frames = await page.evaluate(stopFrames);
  await composer.fill('');
  return frames;
}

async function measureMemory(page: Page, app: WebApp): Promise<Memory> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  // Only Linux tells it as a file.
  const status = await readFile(`/proc/${String(app.pid())}/status`, 'utf8').catch(() => '');
  const residentKb = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
  return { page: usedSize / 2 ** 20, core: residentKb === undefined ? null : Number(residentKb) / 1_024 };
}

type Measured = {
  readonly starts: readonly Start[];
  readonly opened: Opened;
  readonly streams: readonly Frames[];
  readonly hugeStreams: readonly Frames[];
  readonly memory: Memory;
};

function told({ starts, opened, streams, hugeStreams, memory }: Measured): Awaited<ReturnType<Bench>> {
  const start = median(starts.map(({ coreMs, pageMs }) => coreMs + pageMs));
  const opening = median(opened.long);
  const fps = median(streams.map((frames) => frames.perSecond));
  const worstTask = Math.max(...streams.map((frames) => frames.worstTaskMs));
  const keys = streams.flatMap((frames) => frames.keysMs);
  const key = quantile(keys, 0.95);
  const hugeOpening = median(opened.huge);
  const hugeFps = median(hugeStreams.map((frames) => frames.perSecond));
  const hugeKeys = hugeStreams.flatMap((frames) => frames.keysMs);
  return {
    title: `The page in Chromium, ${String(rounds)} starts and openings, 3 streams of 300 tokens`,
    figures: {
      'start: program to link, p50, ms': round2(median(starts.map(({ coreMs }) => coreMs))),
      'start: link to composer, p50, ms': round2(median(starts.map(({ pageMs }) => pageMs))),
      'start: whole, p50, ms': round2(start),
      'opening 1,000 messages, p50, ms': round2(opening),
      'opening 1,000 messages, slowest, ms': round2(Math.max(...opened.long)),
      'opening 2 messages, p50, ms': round2(median(opened.short)),
      'streaming: frames a second': round2(fps),
      'streaming: slowest frame, ms': round2(Math.max(...streams.map((frames) => frames.slowestMs))),
      'streaming: worst task, ms (0: none of 50)': round2(worstTask),
      'keys pressed meanwhile': keys.length,
      'key to drawn text, p50, ms': round2(median(keys)),
      'key to drawn text, p95, ms': round2(key),
      'opening 10,000 messages, p50, ms': round2(hugeOpening),
      'opening 10,000 messages, slowest, ms': round2(Math.max(...opened.huge)),
      '10,000 messages, streaming: frames a second': round2(hugeFps),
      '10,000 messages, streaming: worst task, ms': round2(Math.max(...hugeStreams.map((one) => one.worstTaskMs))),
      '10,000 messages, key to drawn text, p95, ms': round2(quantile(hugeKeys, 0.95)),
      '10,000 messages, memory of the page’s heap, MB': round2(memory.page),
      '10,000 messages, memory of the core, MB': memory.core === null ? 'not known here' : round2(memory.core),
    },
    goals: [
      { what: `a usable composer within 1,000 ms (${String(round2(start))} ms)`, isMet: start <= 1_000 },
      { what: `a chat of 1,000 messages within 100 ms (${String(round2(opening))} ms)`, isMet: opening <= 100 },
      { what: `a chat of 10,000 within 100 ms (${String(round2(hugeOpening))} ms)`, isMet: hugeOpening <= 100 },
      { what: `58 frames a second or more (${String(round2(fps))})`, isMet: fps >= 58 },
      { what: `no task above 50 ms (${String(round2(worstTask))} ms)`, isMet: worstTask <= 50 },
      { what: `p95 of a key at 16 ms or less (${String(round2(key))} ms)`, isMet: key <= 16 },
    ],
  };
}
