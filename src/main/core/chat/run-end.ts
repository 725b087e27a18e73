// What an ending means for the answer and for its price. Pure.
import type { AnswerState } from '../../../preload/contract/message.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import type { RunEnding, RunUsage } from '../ports.ts';
import type { Ending } from './generation.ts';

/** What was made, by our own count. `text`: the answer itself, without its thoughts. */
export type Produced = {
  readonly text: string;
  readonly pieces: number;
  readonly promptTokens: number;
  readonly durationMs: number;
};

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

/**
 * The one rule of what is paid: an answer that shows at least one word, and that did not fail. It holds for every way a run can
 * end, also for one that a killed core left behind. null: there is no hold.
 */
export function owedFor(ending: Ending, produced: Produced): RunEnding | null {
  if (ending.kind === 'refused') return null;
  if (ending.kind === 'failed') return { kind: 'release', reason: `failed:${ending.failure.code}` };
  const outcome = outcomes[ending.kind];
  if (!hasVisibleWord(produced.text)) return { kind: 'release', reason: `${outcome}:no_visible_word` };
  return { kind: 'capture', usage: usageOf(ending, produced), outcome };
}

const outcomes = { done: 'completed', stopped: 'stopped', closed: 'interrupted' } as const;

/** The model's own counts where it gave some. */
function usageOf(ending: Ending, { pieces, promptTokens, durationMs }: Produced): RunUsage {
  if (ending.kind !== 'done' || ending.counts === null)
    return { promptTokens, completionTokens: pieces, durationMs: Math.max(0, Math.round(durationMs)) };
  const { counts } = ending;
  return {
    promptTokens: counts.promptTokens,
    completionTokens: counts.completionTokens,
    durationMs: Math.round(counts.totalNs / 1e6),
  };
}
