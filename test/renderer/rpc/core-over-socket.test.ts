// The page's side of the contract over a real socket, against the double: calls, watches, and what happens when the line is cut.
import { afterEach, expect, test } from 'vitest';
import { ChatId } from '../../../src/preload/contract/ids.ts';
import { createCoreAccess, type CoreAccess } from '../../../src/renderer/rpc/core.ts';
import { Disconnected } from '../../../src/renderer/rpc/disconnected.ts';
import { newChatId, newMessageId, newRunId } from '../../../src/renderer/rpc/new-id.ts';
import { createSocketCarrier, socketUrl } from '../../../src/renderer/rpc/socket-carrier.ts';
import type { SharedWatch, Watched } from '../../../src/renderer/rpc/watched.ts';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { serveDouble, type CoreDouble } from '../../support/core-double/serve.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const opened: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function start(scenario: ScenarioName): Promise<{ double: CoreDouble; access: CoreAccess }> {
  const double = await serveDouble({ scenario, port: 0, page: null });
  opened.push(double);
  const access = createCoreAccess(createSocketCarrier(socketUrl(new URL(double.url))));
  opened.push(access.connection);
  return { double, access };
}

function until<S>(watch: SharedWatch<S>, isWanted: (watched: Watched<S>) => boolean): Promise<Watched<S>> {
  return new Promise((resolve) => {
    const check = (): void => {
      const watched = watch.current();
      if (!isWanted(watched)) return;
      queueMicrotask(() => stop());
      resolve(watched);
    };
    const stop = watch.subscribe(check);
    check();
  });
}

test('a call made before the line stands is answered once it does', async () => {
  const { access } = await start('ready');
  expect((await access.core.app.info()).shell).toBe('web');
});

test('the time that a line has to open ends no line that is open', async () => {
  const double = await serveDouble({ scenario: 'ready', port: 0, page: null });
  opened.push(double);
  const openWithinMs = 500;
  const stop = new AbortController();
  const line = await createSocketCarrier(socketUrl(new URL(double.url)), openWithinMs).connect(stop.signal);
  opened.push(line);
  const later = AbortSignal.timeout(openWithinMs);
  const isOver = await Promise.race([
    line.closed.then(() => true),
    new Promise((resolve) => later.addEventListener('abort', () => resolve(false))),
  ]);
  expect([isOver, line.isOpen()]).toEqual([false, true]);
});

test('a watch lives on after the line was cut, and shows what changed meanwhile', async () => {
  const { double, access } = await start('ready');
  await until(access.settings, (watched) => watched.kind === 'live');
  const stop = access.settings.subscribe(() => undefined);
  double.cut();
  double.world.settings.set({ ...double.world.settings.current(), theme: 'dark' });
  const after = await until(access.settings, (watched) => watched.kind === 'live' && watched.value.theme === 'dark');
  stop();
  expect(after.kind).toBe('live');
});

test('a chat that nobody looks at is forgotten, and told whole to whoever looks again', async () => {
  const { double } = await start('ready');
  const waits: (() => void)[] = [];
  const wait = (): Promise<void> => new Promise((resolve) => waits.push(resolve));
  const access = createCoreAccess(createSocketCarrier(socketUrl(new URL(double.url))), { now: () => 0, wait });
  opened.push(access.connection);
  const [first] = (await until(access.chats, ({ kind }) => kind === 'live')).value?.chats ?? [];
  const watch = access.chat(ChatId.parse(first?.id));
  const told = await until(watch, ({ kind }) => kind === 'live');
  expect(access.chat(ChatId.parse(first?.id))).toBe(watch);
  for (const over of waits) over();
  await Promise.resolve();
  expect(watch.current()).toEqual({ kind: 'loading', value: null });
  expect(await until(watch, ({ kind }) => kind === 'live')).toEqual(told);
});

test('a stream that loses its line ends with Disconnected, never with a plain end', async () => {
  const { double, access } = await start('streaming');
  const list = await until(access.chats, (watched) => watched.kind === 'live');
  const runId = list.value?.chats.find((chat) => chat.activeRunId !== null)?.activeRunId;
  if (runId === undefined || runId === null) throw new Error('the scenario has no run');
  const events = await access.core.runs.watch({ runId, after: 0 });
  await events.next();
  double.cut();
  const drain = async (): Promise<void> => {
    for await (const _ of events);
  };
  await expect(drain()).rejects.toBeInstanceOf(Disconnected);
});

test('a watch taken back while its line closes leaves no error uncaught, and a call then fails as lost', async () => {
  const double = await serveDouble({ scenario: 'streaming', port: 0, page: null });
  opened.push(double);
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('unhandledRejection', note);
  const line = await createSocketCarrier(socketUrl(new URL(double.url))).connect(new AbortController().signal);
  const stop = new AbortController();
  const options = { context: {}, signal: stop.signal };
  await line.link.call(['settings', 'watch'], undefined, options);
  line.close();
  stop.abort();
  await expect(line.link.call(['app', 'info'], undefined, { context: {} })).rejects.toBeInstanceOf(Disconnected);
  await line.closed;
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(uncaught).toEqual([]);
});

test('a run watched again from a number misses nothing and repeats nothing', async () => {
  const { double, access } = await start('ready');
  const ids = { runId: newRunId(), chatId: newChatId(), messageId: newMessageId(), answerId: newMessageId() };
  await access.core.chat.send({
    ...ids,
    parentId: null,
    parts: textParts('How does one count by fives?'),
    model: 'gemma3:4b',
  });
  const seen: number[] = [];
  const follow = async (isCut: boolean): Promise<void> => {
    for await (const event of await access.core.runs.watch({ runId: ids.runId, after: seen.length })) {
      seen.push(event.n);
      if (isCut && seen.length === 5) double.cut();
    }
  };
  await expect(follow(true)).rejects.toBeInstanceOf(Disconnected);
  await follow(false);
  expect(seen).toEqual(seen.map((_, index) => index + 1));
  expect(seen.length).toBeGreaterThan(20);
});

test('a no of the core reaches the page as its code and ends the watch', async () => {
  const { access } = await start('empty');
  const watch = access.watch({
    open: (signal) => access.core.chats.open({ id: newChatId() }, { signal }),
    reduce: (_previous: unknown, event) => event,
  });
  expect(await until(watch, (watched) => watched.kind === 'failed')).toMatchObject({ code: 'chat_not_found' });
});
