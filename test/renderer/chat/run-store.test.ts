// An answer watched over a real socket: at a bearable pace, whole in the end, across a lost line.
import { afterEach, expect, test } from 'vitest';
import type { AnswerMessage } from '../../../src/preload/contract/message.ts';
import { createRunStore, commitMs, type RunStore } from '../../../src/renderer/features/chat/run-store.ts';
import { createCoreAccess } from '../../../src/renderer/rpc/core.ts';
import { newChatId, newMessageId, newRunId } from '../../../src/renderer/rpc/new-id.ts';
import { createSocketCarrier, socketUrl } from '../../../src/renderer/rpc/socket-carrier.ts';
import { plainReply } from '../../support/core-double/reply-script.ts';
import { serveDouble, type CoreDouble } from '../../support/core-double/serve.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';

const opened: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function ask(): Promise<{ readonly double: CoreDouble; readonly store: RunStore }> {
  const double = await serveDouble({ scenario: 'ready', port: 0, page: null });
  opened.push(double);
  const access = createCoreAccess(createSocketCarrier(socketUrl(new URL(double.url))));
  opened.push(access.connection);
  const ids = { runId: newRunId(), chatId: newChatId(), messageId: newMessageId(), answerId: newMessageId() };
  const { answer } = await access.core.chat.send({
    ...ids,
    parentId: null,
    parts: textParts('Why?'),
    model: 'gemma3:4b',
  });
  const store = createRunStore(access, answer);
  const stop = store.start();
  opened.push({
    close: async () => {
      stop();
      // The word that nobody watches any more goes out before the line is closed.
      await access.core.app.info();
    },
  });
  return { double, store };
}

function until(store: RunStore, isWanted: (answer: AnswerMessage) => boolean): Promise<AnswerMessage> {
  return new Promise((resolve) => {
    const check = (): void => {
      const { answer } = store.current();
      if (!isWanted(answer)) return;
      queueMicrotask(() => stop());
      resolve(answer);
    };
    const stop = store.subscribe(check);
    check();
  });
}

test('an answer whose line is cut in the middle is whole in the end, and its charge with it', async () => {
  const { double, store } = await ask();
  await until(store, ({ parts }) => textOf(parts).length > 40);
  double.cut();
  const answer = await until(store, ({ state, charge }) => state.kind === 'done' && charge.kind === 'captured');
  expect(textOf(answer.parts)).toBe(plainReply.text);
});

test('the page is told of an answer no more often than it can draw', async () => {
  const { store } = await ask();
  const times: number[] = [];
  store.subscribe(() => times.push(performance.now()));
  await until(store, ({ parts }) => textOf(parts).length > 120);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  // Timers may fire a millisecond early by the finer clock.
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(commitMs - 2);
});
