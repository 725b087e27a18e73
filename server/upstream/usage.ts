// The use as a service reports it, believed only where it can be true.
import { isRecord } from './said.ts';
import type { ReportedUsage } from './upstream.ts';

/** No model reads or writes as much in one answer. */
const tokensMax = 100_000_000;

/** null: nothing is told, or nothing that can be true. A report of no tokens at all tells nothing. */
export function usageIn(usage: unknown): ReportedUsage | null {
  if (!isRecord(usage)) return null;
  const { prompt_tokens: prompt, completion_tokens: completion } = usage;
  if (!isCount(prompt) || !isCount(completion) || prompt + completion === 0) return null;
  const cached = partOf(usage['prompt_tokens_details'], 'cached_tokens');
  const reasoning = partOf(usage['completion_tokens_details'], 'reasoning_tokens');
  return { prompt, completion, cached: Math.min(cached, prompt), reasoning: Math.min(reasoning, completion) };
}

/**
 * The greatest of each figure in either report. Services that report more than once send running totals, which only grow, or
 * the prompt first and the completion later; in both cases that is the truth, and a later report of less takes nothing back.
 */
export function greatestOf(one: ReportedUsage | null, other: ReportedUsage | null): ReportedUsage | null {
  if (one === null || other === null) return one ?? other;
  return {
    prompt: Math.max(one.prompt, other.prompt),
    completion: Math.max(one.completion, other.completion),
    cached: Math.max(one.cached, other.cached),
    reasoning: Math.max(one.reasoning, other.reasoning),
  };
}

function partOf(details: unknown, name: string): number {
  const value = isRecord(details) ? details[name] : 0;
  return isCount(value) ? value : 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= tokensMax;
}
