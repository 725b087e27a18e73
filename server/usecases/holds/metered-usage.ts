// Use and estimates from the words of the contract to those of the rules.
import type { Estimate, Usage } from '../../contract/holds/holds.ts';
import type { MeteredUsage } from '../../domain/holds/price.ts';
import type { z } from 'zod';

export function toUsage(usage: z.infer<typeof Usage>): MeteredUsage {
  return {
    promptTokens: usage.prompt_tokens,
    ...(usage.cached_tokens === undefined ? {} : { cachedTokens: usage.cached_tokens }),
    completionTokens: usage.completion_tokens,
    ...(usage.reasoning_tokens === undefined ? {} : { reasoningTokens: usage.reasoning_tokens }),
    durationMs: usage.duration_ms,
    ...(usage.response_bytes === undefined ? {} : { responseBytes: usage.response_bytes }),
    ...(usage.images === undefined ? {} : { images: usage.images }),
  };
}

export function toEstimate(estimate: z.infer<typeof Estimate> | undefined): MeteredUsage | null {
  if (estimate === undefined) return null;
  return {
    promptTokens: estimate.prompt_tokens,
    completionTokens: estimate.output_tokens,
    durationMs: estimate.duration_ms ?? 0,
    responseBytes: estimate.response_bytes ?? 0,
    images: estimate.images ?? 0,
  };
}

export function isSameUsage(left: MeteredUsage | null, right: MeteredUsage | null): boolean {
  if (left === null || right === null) return left === right;
  return (
    left.promptTokens === right.promptTokens &&
    left.completionTokens === right.completionTokens &&
    left.durationMs === right.durationMs &&
    (left.responseBytes ?? 0) === (right.responseBytes ?? 0) &&
    (left.images ?? 0) === (right.images ?? 0)
  );
}
