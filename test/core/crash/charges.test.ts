// What a message owes, when the app is killed right before or right after any of its commits: charged once or not at all.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { v7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../../src/main/core/store/store.ts';
import { ChatId, RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage } from '../../../src/preload/contract/message.ts';
import { startServerDouble } from '../../support/server-double.ts';
import { coreConfig, openCore, type CoreClient } from '../core-scene.ts';
import { tempDir } from '../temp-dir.ts';
import { buildChild } from './build-child.ts';
import { textOf } from '../../../src/preload/contract/parts.ts';

type Kill = { readonly at: number; readonly when: 'before' | 'after' };

/** Gives what the child said: nothing after its death. */
async function runChild(script: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return await text(child.stdout);
}

/** The answer as the page of the next start sees it once its price is known; null where the question was never stored. */
async function settledAnswer(client: CoreClient, id: ChatId): Promise<AnswerMessage | null> {
  const leave = AbortSignal.timeout(60_000);
  const known = await client.chats.open({ id }, { signal: leave }).catch(() => null);
  if (known === null) return null;
  let answer: AnswerMessage | null = null;
  for await (const event of known) {
    const messages = event.kind === 'snapshot' ? event.chat.messages : event.kind === 'message' ? [event.message] : [];
    for (const message of messages) if (message.role === 'assistant') answer = message;
    if (answer === null || answer.charge.kind !== 'unsettled') break;
  }
  return answer;
}

const Owed = z.object({ runs: z.int() });
function countUnsettled(dataDir: string): number | undefined {
  const store = openStore({ dataDir, now: Date.now });
  const row = store.db.get(Owed, 'SELECT count(*) AS runs FROM run_charges WHERE is_pending = 1');
  store.close();
  return row?.runs;
}

test('killed right before or after any commit, a message is charged once if it shows a word, else released', async () => {
  const script = await buildChild('paying-core.ts');
  const server = await startServerDouble();
  onTestFinished(() => server.stop());

  async function ask(kill: Kill | null): Promise<{ readonly said: string; readonly outcome: string }> {
    const dataDir = tempDir();
    const ids = { chatId: ChatId.parse(v7()), runId: RunId.parse(v7()) };
    const freeBefore = server.freeLeft();
    const args = [dataDir, server.origin, ids.chatId, ids.runId, v7(), v7(), String(kill?.at ?? 0), kill?.when ?? ''];
    const said = await runChild(script, args);

    const { core, client } = await openCore({ config: coreConfig(dataDir, server.origin) }, dataDir);
    const answer = await settledAnswer(client, ids.chatId);
    await core.close();
    const hold = server.holds.get(ids.runId);
    const spent = freeBefore - server.freeLeft();
    expect(countUnsettled(dataDir)).toBe(0);
    const charge = answer?.charge.kind ?? 'no answer';
    return {
      said,
      outcome: `${charge}, hold ${hold?.state ?? 'never asked'}, spent ${spent}, “${textOf(answer?.parts ?? [])}”`,
    };
  }

  const whole = await ask(null);
  expect(whole.outcome).toBe('captured, hold captured, spent 1, “Yes, it is.”');
  const commits = Number(/commits (\d+)/.exec(whole.said)?.[1]);
  expect(commits).toBeGreaterThan(4);

  for (let at = 1; at <= commits; at += 1) {
    for (const when of ['before', 'after'] as const) {
      const { said, outcome } = await ask({ at, when });
      expect(said, `commit ${at}`).not.toContain('commits');
      expect(
        [
          'no answer, hold never asked, spent 0, “”',
          'none, hold never asked, spent 0, “”',
          'released, hold released, spent 0, “”',
          'captured, hold captured, spent 1, “Yes, it is.”',
        ],
        `${when} commit ${at}`,
      ).toContain(outcome);
    }
  }
}, 240_000);

test('killed right before or after any commit, a hosted answer shows the price that is in the server’s books', async () => {
  const script = await buildChild('paying-core.ts');
  const server = await startServerDouble();
  onTestFinished(() => server.stop());
  const price = 7_000;
  // The server sends the whole answer, whoever may have been killed meanwhile, and tells its price every other time.
  let count = 0;
  void (async () => {
    for (;;) {
      const played = await server.hosted.next();
      count += 1;
      played.say('Yes, ', 'it is.');
      played.finish('stop', [3, 4]);
      played.done();
      played.charge(price, { tell: count % 2 === 1 });
      played.end();
    }
  })();

  async function ask(kill: Kill | null): Promise<{ readonly said: string; readonly isAsked: boolean }> {
    const dataDir = tempDir();
    const ids = { chatId: ChatId.parse(v7()), runId: RunId.parse(v7()) };
    const args = [dataDir, server.origin, ids.chatId, ids.runId, v7(), v7(), String(kill?.at ?? 0), kill?.when ?? ''];
    const said = await runChild(script, [...args, 'hosted']);
    const { core, client } = await openCore({ config: coreConfig(dataDir, server.origin) }, dataDir);
    const answer = await settledAnswer(client, ids.chatId);
    await core.close();
    const isAsked = server.hosted.chargeOf(ids.runId) !== null;
    // A price that the server does not know is asked for again, since the question may still be on its way.
    expect(countUnsettled(dataDir)).toBeLessThanOrEqual(isAsked ? 0 : 1);
    const named = `${kill?.when ?? 'not killed'} ${String(kill?.at ?? '')}`;
    if (isAsked) expect(answer?.charge, named).toMatchObject({ kind: 'captured', microcredits: price });
    else expect(['none', 'unsettled'], named).toContain(answer === null ? 'none' : answer.charge.kind);
    return { said, isAsked };
  }

  const whole = await ask(null);
  expect(whole.isAsked).toBe(true);
  const commits = Number(/commits (\d+)/.exec(whole.said)?.[1]);
  expect(commits).toBeGreaterThan(3);
  const asked: boolean[] = [];
  for (let at = 1; at <= commits; at += 1)
    for (const when of ['before', 'after'] as const) asked.push((await ask({ at, when })).isAsked);
  // Killed before it was asked, and after.
  expect(new Set(asked)).toEqual(new Set([false, true]));
}, 240_000);
