// The calls of tools in one answer: each becomes a part, waits for the person's word where it has none yet, runs once, and gives a part
// of its own. Nothing runs without that word.
import { v7 } from 'uuid';
import { toolNameMax, toolRoundsMax } from '../../../preload/contract/tool-limits.ts';
import {
  ToolCallId,
  type Part,
  type ToolCallPart,
  type ToolCallState,
  type ToolResultPiece,
} from '../../../preload/contract/part.ts';
import { abortable } from '../abortable.ts';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { FileStore, GenerateRequest, OfferedTool, ToolAnswer, ToolBox, ToolRequest } from '../ports.ts';
import { roundsOf } from '../tool-rounds.ts';
import type { RunLog } from './run-log.ts';
import type { RunOutput } from './run-output.ts';

/** What the person says of a call. */
export type Word = { readonly callId: ToolCallId; readonly decision: 'once' | 'chat' | 'always' | 'refuse' };

export type ToolCalls = {
  /** What the model is asked with now: the tools that there are, and what came of its calls so far. Empty where there is neither. */
  asked(): Pick<GenerateRequest, 'tools'>;
  /** Ends when each call has ended. false: the model has had its rounds, and none was run. Throws the signal's reason. */
  run(calls: readonly ToolRequest[], signal: AbortSignal): Promise<boolean>;
  /** `gone`: it does not wait for a word. */
  decide(word: Word): 'done' | 'gone';
  /** The answer is over: what has not run will not, and of what runs nobody knows. May be called twice. */
  end(): void;
};

export type ToolCallsParts = {
  readonly box: ToolBox;
  readonly files: FileStore;
  readonly chatId: ChatId;
  readonly log: Pick<RunLog, 'answer'>;
  readonly output: Pick<RunOutput, 'part' | 'call' | 'note' | 'flush' | 'commit'>;
  /** Whether a call waits for the person; told after each change. */
  readonly onWaiting: (isWaiting: boolean) => void;
};

type Pending = { readonly callId: ToolCallId; readonly tool: OfferedTool; readonly decide: (isYes: boolean) => void };

export function createToolCalls({ box, files, chatId, log, output, onWaiting }: ToolCallsParts): ToolCalls {
  /** Those that wait for the person, in their order. */
  const pending = new Map<ToolCallId, Pending>();
  let offered: readonly OfferedTool[] = [];
  let rounds = 0;
  let isOver = false;

  function tell(callId: ToolCallId, state: ToolCallState): void {
    if (!isOver) output.call(callId, state);
  }

  /** As a part, in the state with which it begins. */
  function begin({ name, input }: ToolRequest): ToolCallPart {
    const tool = offered.find((one) => one.name === name);
    const part: ToolCallPart = {
      kind: 'tool_call',
      callId: ToolCallId.parse(v7()),
      round: rounds,
      server: tool?.server ?? null,
      tool: (tool?.tool ?? name).slice(0, toolNameMax),
      nameForModels: name.slice(0, toolNameMax),
      input,
      state: stateOf(tool, input),
    };
    output.part(part);
    return part;
  }

  function stateOf(tool: OfferedTool | undefined, input: ToolRequest['input']): ToolCallState {
    if (tool === undefined) return { kind: 'not_callable', reason: 'unknown_tool' };
    if (input === null) return { kind: 'not_callable', reason: 'input_unreadable' };
    return box.isAllowed(tool, chatId) ? { kind: 'approved' } : { kind: 'asked' };
  }

  /** Resolves with the person's word; at once where they gave it before. */
  function wordOn({ callId, state }: ToolCallPart, tool: OfferedTool): Promise<boolean> {
    if (state.kind !== 'asked') return Promise.resolve(state.kind === 'approved');
    return new Promise((resolve) => {
      pending.set(callId, {
        callId,
        tool,
        decide(isYes) {
          pending.delete(callId);
          onWaiting(pending.size > 0);
          tell(callId, { kind: isYes ? 'approved' : 'refused' });
          resolve(isYes);
        },
      });
      onWaiting(true);
    });
  }

  async function call({ callId, input }: ToolCallPart, tool: OfferedTool, signal: AbortSignal): Promise<void> {
    tell(callId, { kind: 'running' });
    // On disk before it runs: after a crash it is known that it may have run, and it is not called again.
    output.commit();
    const answer = await box.call(tool, input ?? {}, signal);
    if (isOver) return;
    if (answer.kind === 'gone') tell(callId, { kind: 'not_callable', reason: 'gone' });
    else if (answer.kind === 'failed') tell(callId, { kind: 'failed', trouble: answer.trouble });
    else {
      const { isError, isCut } = answer;
      const content = answer.pieces.map(keep);
      output.part({ kind: 'tool_result', callId, content, isError, isCut });
      tell(callId, { kind: 'done' });
    }
  }

  function keep(piece: ToolAnswer['pieces'][number]): ToolResultPiece {
    if (piece.kind !== 'image') return piece;
    const { base64, ...image } = piece;
    const bytes = Buffer.from(base64, 'base64');
    return { ...image, fileId: files.put(bytes), bytes: bytes.length, name: null };
  }

  return {
    asked() {
      offered = box.offered(chatId);
      output.flush();
      const { rounds: before } = roundsOf(log.answer().parts, files);
      return offered.length === 0 && before.length === 0 ? {} : { tools: { offered, rounds: before } };
    },
    async run(calls, signal) {
      output.flush();
      if (rounds >= toolRoundsMax) {
        output.note({ kind: 'tool_rounds', rounds });
        return false;
      }
      rounds += 1;
      // The names are those of the offer with which the model was asked.
      const tools = new Map(offered.map((tool) => [tool.name, tool]));
      const begun = calls.map((request) => {
        const part = begin(request);
        const tool = tools.get(request.name);
        return { part, tool, word: tool === undefined ? Promise.resolve(false) : wordOn(part, tool) };
      });
      // One after the other: the second may build on what the first has done.
      for (const { part, tool, word } of begun) {
        const isYes = await abortable(signal, word);
        if (isYes && tool !== undefined) await call(part, tool, signal);
        signal.throwIfAborted();
      }
      return true;
    },
    decide({ callId, decision }) {
      const one = pending.get(callId);
      if (one === undefined || isOver) return 'gone';
      if (decision === 'chat' || decision === 'always') box.allow(one.tool, decision === 'chat' ? chatId : null);
      one.decide(decision !== 'refuse');
      // Others of the run may be allowed by the same word.
      for (const other of pending.values()) if (box.isAllowed(other.tool, chatId)) other.decide(true);
      return 'done';
    },
    end() {
      output.flush();
      for (const part of log.answer().parts) {
        const state = part.kind === 'tool_call' ? stateAtEnd(part.state) : null;
        if (part.kind === 'tool_call' && state !== null) tell(part.callId, state);
      }
      isOver = true;
      pending.clear();
      onWaiting(false);
    },
  };
}

/** A call that was running may have done its work, and one that was not will not run any more. Nothing is called again. Pure. */
export function withEndedCalls(parts: readonly Part[]): Part[] {
  return parts.map((part) => {
    const state = part.kind === 'tool_call' ? stateAtEnd(part.state) : null;
    return part.kind === 'tool_call' && state !== null ? { ...part, state } : part;
  });
}

/** null: it has ended by itself. */
function stateAtEnd({ kind }: ToolCallState): ToolCallState | null {
  if (kind === 'running') return { kind: 'unknown' };
  return kind === 'asked' || kind === 'approved' ? { kind: 'not_run' } : null;
}
