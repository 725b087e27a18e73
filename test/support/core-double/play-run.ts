// Plays a reply script as a run: numbered events at the script's pace, then the end and its charge.
import { setTimeout as sleep } from 'node:timers/promises';
import { createCell } from '../../../src/main/core/watchable.ts';
import type { RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, Charge, Counts } from '../../../src/preload/contract/message.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import type { RunEvent } from '../../../src/preload/contract/run-event.ts';
import { playCalls } from './play-calls.ts';
import type { ReplyScript } from './reply-script.ts';
import { putMessage, putSummary, type RunJournal, type World } from './world.ts';
import { textOf } from '../../../src/preload/contract/parts.ts';

const source = 'free';

export function startRun(world: World, answer: AnswerMessage, script: ReplyScript): RunJournal {
  const known = world.runs.get(answer.runId);
  if (known !== undefined) return known;
  const journal: RunJournal = {
    events: [],
    length: createCell(0),
    isOver: false,
    stop: new AbortController(),
    asked: new Map(),
  };
  world.runs.set(answer.runId, journal);
  setActive(world, answer, answer.runId);
  void play(world, journal, answer, script);
  return journal;
}

async function play(world: World, journal: RunJournal, first: AnswerMessage, script: ReplyScript): Promise<void> {
  let answer: AnswerMessage = { ...first, parts: [] };
  const add = (event: RunEvent): void => {
    answer = fold(answer, event);
    journal.events.push(event);
    journal.length.set(journal.events.length);
  };
  const next = (): number => journal.events.length + 1;
  const signal = journal.stop.signal;
  const isRefused = script.end.kind === 'state' && script.end.state.kind === 'refused';

  for (const part of first.parts) add({ n: next(), kind: 'part', part });
  await sleep(250, undefined, { signal }).catch(() => undefined);
  if (!isRefused) add({ n: next(), kind: 'charge', charge: { kind: 'held', source } });
  const say = async (kind: 'thinking' | 'text', words: string): Promise<void> => {
    for (const text of words.match(/\S+\s*/g) ?? []) {
      if (signal.aborted) return;
      add({ n: next(), kind, text });
      await sleep(script.paceMs, undefined, { signal }).catch(() => undefined);
    }
  };
  await say('thinking', script.thinking);
  await playCalls({
    journal,
    script,
    add: (event) => add({ ...event, n: next() }),
    onWaiting: (isWaiting) => setWaiting(world, answer, isWaiting),
  });
  await say('text', script.text);
  if (script.end.kind === 'never' && !signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));

  const state = signal.aborted || script.end.kind === 'never' ? ({ kind: 'stopped' } as const) : script.end.state;
  add({ n: next(), kind: 'ended', state, counts: state.kind === 'done' ? countsOf(answer) : null });
  putMessage(world, answer, answer.id);
  setActive(world, answer, null);
  const isCharged = state.kind === 'done' || (state.kind === 'stopped' && textOf(answer.parts) !== '');
  add({ n: next(), kind: 'charge', charge: isCharged ? charge(world) : { kind: 'released' } });
  putMessage(world, answer, answer.id);
  journal.isOver = true;
  journal.length.set(-1);
}

function countsOf(answer: AnswerMessage): Counts {
  const tokens = Math.ceil(textOf(answer.parts).length / 4);
  return {
    promptTokens: 240,
    completionTokens: tokens,
    totalNs: tokens * 21e6,
    loadNs: 9e6,
    promptNs: 80e6,
    completionNs: tokens * 20e6,
  };
}

/** Takes one message from the wallet, else from the free allowance. */
function charge(world: World): Charge {
  const state = world.account.current();
  const { credits } = state;
  if (credits.mode === 'pro') {
    const proMicrocredits = credits.proMicrocredits - 1_000_000;
    world.account.set({
      ...state,
      credits: { ...credits, proMicrocredits, mode: proMicrocredits > 0 ? 'pro' : 'exhausted' },
    });
    return { kind: 'captured', source: 'pro', microcredits: 1_000_000 };
  }
  if (state.link.kind === 'offline') {
    world.account.set({
      ...state,
      credits: { ...credits, grace: { ...credits.grace, left: Math.max(0, credits.grace.left - 1) } },
    });
    return { kind: 'grace' };
  }
  if (credits.free !== null) {
    const left = Math.max(0, credits.free.left - 1);
    world.account.set({
      ...state,
      credits: { ...credits, mode: left === 0 ? 'exhausted' : 'free', free: { ...credits.free, left } },
    });
  }
  return { kind: 'captured', source, microcredits: 0 };
}

function setWaiting({ waitingCalls }: World, { id, chatId }: AnswerMessage, isWaiting: boolean): void {
  const others = waitingCalls.current().filter(({ answerId }) => answerId !== id);
  waitingCalls.set(isWaiting ? [...others, { chatId, answerId: id }] : others);
}

function setActive(world: World, answer: AnswerMessage, runId: RunId | null): void {
  const chat = world.chats.get(answer.chatId);
  if (chat !== undefined) putSummary(world, { ...chat.summary, activeRunId: runId, updatedAt: Date.now() });
}
