// Plays the calls of tools in an answer: each waits for the person unless it is allowed, then runs and gives what its script says.
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { NewRunEvent } from '../../../src/main/core/chat/run-log.ts';
import { ToolCallId, type ToolCallState } from '../../../src/preload/contract/part.ts';
import type { PlayedCall, ReplyScript } from './reply-script.ts';
import type { RunJournal } from './world.ts';

type Playing = {
  readonly journal: RunJournal;
  readonly script: ReplyScript;
  readonly add: (event: NewRunEvent) => void;
  readonly onWaiting: (isWaiting: boolean) => void;
};

export async function playCalls({ journal, script, add, onWaiting }: Playing): Promise<void> {
  const { signal } = journal.stop;
  if (signal.aborted) return;
  const calls = (script.calls ?? []).map((call) => ({ callId: ToolCallId.parse(v7()), call }));
  const decided = new Map<ToolCallId, Promise<boolean>>();
  for (const { callId, call } of calls) {
    const { server, tool, input, isAllowed = false } = call;
    const nameForModels = `${server?.name ?? ''}__${tool}`;
    const state: ToolCallState = isAllowed ? { kind: 'approved' } : { kind: 'asked' };
    if (!isAllowed) decided.set(callId, new Promise((resolve) => journal.asked.set(callId, resolve)));
    add({ kind: 'part', part: { kind: 'tool_call', callId, round: 1, server, tool, nameForModels, input, state } });
  }
  onWaiting(journal.asked.size > 0);
  const tell = (callId: ToolCallId, state: ToolCallState): void => add({ kind: 'call', callId, state });
  for (const { callId, call } of calls) {
    const isYes = signal.aborted ? null : await Promise.race([decided.get(callId) ?? true, stopped(signal)]);
    journal.asked.delete(callId);
    onWaiting(journal.asked.size > 0 && !signal.aborted);
    if (isYes === null) tell(callId, { kind: 'not_run' });
    else if (isYes) await run({ call, signal, tell: (state) => tell(callId, state), add, callId });
    else tell(callId, { kind: 'refused' });
  }
}

type Running = Pick<Playing, 'add'> & {
  readonly call: PlayedCall;
  readonly callId: ToolCallId;
  readonly signal: AbortSignal;
  readonly tell: (state: ToolCallState) => void;
};

async function run({ call: { gives }, callId, signal, tell, add }: Running): Promise<void> {
  tell({ kind: 'running' });
  if (gives === 'nothing') await stopped(signal);
  else await sleep(300, undefined, { signal }).catch(() => undefined);
  if (signal.aborted || gives === 'nothing') return tell({ kind: 'unknown' });
  if ('kind' in gives) return tell(gives);
  tell({ kind: 'done' });
  add({ kind: 'part', part: { kind: 'tool_result', callId, ...gives } });
}

function stopped(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}
