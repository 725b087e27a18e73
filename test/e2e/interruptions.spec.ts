// An answer belongs to the core: whatever happens to windows and processes, no word of it is lost.
import path from 'node:path';
import { answer } from '../support/fake-ollama/behaviour.ts';
import { createGate, type Gate } from '../support/fake-ollama/gate.ts';
import type { AppUnderTest } from '../support/app/app-under-test.ts';
import { valueIn } from './files.ts';
import { expect, isElectron, test } from './fixtures.ts';
import { ask, lastAnswer, openChat, send } from './steps.ts';

const words = Array.from({ length: 12 }, (_, index) => `word${String(index + 1)} `);

/** Ollama says one word a pass. */
function speakByTheGate(app: AppUnderTest): Gate {
  const gate = createGate();
  app.ollama.setBehaviour(answer(words, { gate }));
  return gate;
}

/** Whether a kill from now on can no longer lose it. */
function isJournalled(app: AppUnderTest, word: string): boolean {
  const file = path.join(app.dataDir, 'tallystick.db');
  return Number(valueIn(file, `SELECT count(*) AS value FROM run_events WHERE event LIKE '%${word}%'`)) > 0;
}

test('a reload in the middle of an answer misses no word', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = speakByTheGate(app);
  await send(page, 'Count for me');
  gate.open(4);
  await expect(lastAnswer(page)).toContainText('word4');

  await page.reload();
  await openChat(page, 'Count for me');
  await expect(lastAnswer(page)).toContainText('word4');
  gate.openForever();
  await expect(lastAnswer(page)).toContainText(words.join('').trim());
  await expect(lastAnswer(page)).toContainText('free message');
});

test('an answer goes on while no window is open', async ({ start }) => {
  test.skip(isElectron, 'Closing the last window ends the desktop app on Linux and Windows.');
  const app = await start();
  const page = await app.openWindow();
  const gate = speakByTheGate(app);
  await send(page, 'Go on without me');
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('word2');
  const asked = app.ollama.requests.findLast(({ path }) => path === '/api/chat');
  await page.close();
  gate.openForever();
  expect(await asked?.end).toBe('finished');

  const again = await app.openWindow();
  await openChat(again, 'Go on without me');
  await expect(lastAnswer(again)).toContainText(words.join('').trim());
});

test('two windows see one answer grow, and each can stop it', async ({ start }) => {
  test.skip(isElectron, 'The desktop app has one window.');
  const app = await start();
  const first = await app.openWindow();
  const gate = speakByTheGate(app);
  await send(first, 'For both of us');
  gate.open(3);
  await expect(lastAnswer(first)).toContainText('word3');

  const second = await app.openWindow();
  await openChat(second, 'For both of us');
  await expect(lastAnswer(second)).toContainText('word3');
  gate.open(2);
  await expect(lastAnswer(first)).toContainText('word5');
  await expect(lastAnswer(second)).toContainText('word5');

  await second.getByRole('button', { name: 'Stop', exact: true }).click();
  for (const page of [first, second]) {
    await expect(lastAnswer(page)).toContainText('You stopped this answer.');
    await expect(lastAnswer(page)).toContainText('word5');
  }
});

test('kill -9 in the middle of an answer keeps its words, and the next answer works', async ({ start }) => {
  const app = await start({ serverEnv: { FREE_LIMIT: '5' } });
  const page = await app.openWindow();
  const gate = speakByTheGate(app);
  await send(page, 'Before the crash');
  gate.open(6);
  await expect(lastAnswer(page)).toContainText('word6');
  // What is shown is on disk within the journal's quarter of a second.
  await expect.poll(() => isJournalled(app, 'word6')).toBe(true);

  const again = await app.killAndRestart(page);
  await openChat(again, 'Before the crash');
  await expect(lastAnswer(again)).toContainText('word6');
  await expect(lastAnswer(again)).toContainText('The app closed during this answer');
  await expect(lastAnswer(again)).toContainText('free message');

  app.ollama.setBehaviour(answer(['All is well.']));
  await ask(again, 'Are you still there?');
  await expect(lastAnswer(again)).toContainText('All is well.');
});

test('a stopped answer keeps its words and is charged for them', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = speakByTheGate(app);
  await send(page, 'Stop early');
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('word2');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lastAnswer(page)).toContainText('You stopped this answer.');
  await expect(lastAnswer(page)).toContainText('word1 word2');
  await expect(lastAnswer(page)).toContainText('free message');
});

test('a stopped answer goes on where it was stopped, as a version of its own', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = speakByTheGate(app);
  await send(page, 'Stop early');
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('word2');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lastAnswer(page)).toContainText('You stopped this answer.');
  app.ollama.setBehaviour(answer(['and the rest.']));
  await lastAnswer(page).getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(lastAnswer(page)).toContainText('word1 word2 and the rest.');
  await expect(lastAnswer(page)).toContainText('2/2');
  await expect(lastAnswer(page).getByRole('button', { name: 'Continue', exact: true })).toBeHidden();
});
