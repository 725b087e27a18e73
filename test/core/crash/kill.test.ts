import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { v7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import { look, openScene, storedAnswer, watchAll } from '../chat/scene.ts';
import { createMeter } from '../chat/doubles.ts';
import { ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import { tempDir } from '../temp-dir.ts';
import { buildChild } from './build-child.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';

type Seen = { readonly at: number; readonly text: string };

/** Kills the child the hard way once a watcher has seen so many words. */
async function runAndKill(script: string, args: readonly string[], wordsMin: number): Promise<Seen[]> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen: Seen[] = [];
  let words = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^(\d+) (.*)$/.exec(line);
    if (!match) continue;
    const text = match[2] ?? '';
    seen.push({ at: Number(match[1]), text });
    words += text.trim().split(' ').length;
    if (words >= wordsMin) child.kill('SIGKILL');
  }
  return seen;
}

test('after a kill in the middle of an answer the question is there, the words are there, and the hold is settled', async () => {
  const dataDir = tempDir();
  const ids = {
    chatId: ChatId.parse(v7()),
    runId: RunId.parse(v7()),
    questionId: MessageId.parse(v7()),
    answerId: MessageId.parse(v7()),
  };
  const seen = await runAndKill(
    await buildChild('endless-core.ts'),
    [dataDir, ids.chatId, ids.runId, ids.questionId, ids.answerId],
    300,
  );
  const meter = createMeter();
  const scene = openScene({ dataDir, meter });

  const chat = await look(scene, ids.chatId);
  expect(chat.messages[0]).toMatchObject({ id: ids.questionId, parts: textParts('Count on') });
  const answer = await storedAnswer(scene, ids);
  const lastAt = seen.at(-1)?.at ?? 0;
  const safe = seen
    .filter((each) => each.at < lastAt - 600)
    .map((each) => each.text)
    .join('')
    .trim();
  expect(answer.state).toEqual({ kind: 'interrupted' });
  expect(safe).not.toBe('');
  const said = textOf(answer.parts);
  expect(said.startsWith(safe)).toBe(true);
  const words = said.trim().split(' ');
  expect(words).toEqual(words.map((_, index) => `w${index + 1}`));
  // A page that had seen words the journal never got starts over from the first.
  for (const after of [0, seen.length, 100_000]) {
    const replay = await watchAll(scene, ids.runId, after);
    expect(replay.map((event) => (event.kind === 'text' ? event.text : '')).join('')).toBe(said);
    expect(replay[0]?.n).toBe(1);
    expect(replay.some((event) => event.kind === 'ended')).toBe(true);
  }
  await expect
    .poll(() => meter.calls)
    .toMatchObject([
      { kind: 'capture', runId: ids.runId, usage: { completionTokens: words.length }, outcome: 'interrupted' },
    ]);
});
