// What an ending means for the answer and for its price. Pure.
import type { AnswerState } from '../../../preload/contract/message.ts';
import type { RunUsage } from '../ports.ts';
import type { Owed } from './chat-rows.ts';
import type { Ending } from './generation.ts';

/** What was made, by our own count. */
export type Produced = { readonly pieces: number; readonly promptTokens: number; readonly durationMs: number };

export function stateOf(ending: Ending): AnswerState {
  switch (ending.kind) {
    case 'done':
      return { kind: 'done', reason: ending.reason };
    case 'failed':
      return { kind: 'failed', failure: ending.failure };
    case 'refused':
      return { kind: 'refused', refusal: ending.refusal };
    case 'stopped':
      return { kind: 'stopped' };
    case 'closed':
      return { kind: 'interrupted' };
  }
}

/** Paid is what a person got and the model finished, or what they stopped after its first words. null: there is no hold. */
export function owedFor(ending: Ending, produced: Produced): Owed | null {
  switch (ending.kind) {
    case 'done':
      return { kind: 'capture', usage: usageOf(ending, produced), outcome: 'completed' };
    case 'stopped':
    case 'closed':
      return owedForUnfinished(produced, ending.kind === 'closed' ? 'interrupted' : 'stopped');
    case 'failed':
      return { kind: 'release', reason: `failed: ${ending.failure.code}` };
    case 'refused':
      return null;
  }
}

/** Also for runs that a killed core left behind. */
export function owedForUnfinished(produced: Produced, outcome: 'stopped' | 'interrupted'): Owed {
  if (produced.pieces === 0) return { kind: 'release', reason: `${outcome} before the first word` };
  return { kind: 'capture', usage: countedUsage(produced), outcome };
}

function usageOf(ending: Extract<Ending, { kind: 'done' }>, produced: Produced): RunUsage {
  if (ending.counts === null) return countedUsage(produced);
  const { promptTokens, completionTokens, totalNs } = ending.counts;
  return { promptTokens, completionTokens, durationMs: Math.round(totalNs / 1e6) };
}

function countedUsage({ pieces, promptTokens, durationMs }: Produced): RunUsage {
  return { promptTokens, completionTokens: pieces, durationMs: Math.max(0, Math.round(durationMs)) };
}
