// What an answer is charged, by how it ended and what it brought. Pure: the table in docs/operators/hosted.md, row by row.
import type { AnswerTally } from '../../upstream/upstream.ts';
import type { SettledEnding } from '../../storage/holds/settlement-outbox.ts';
import type { RequestBound } from './bound-of-request.ts';

/**
 * whole: the upstream sent all of it. broken: it did not. left: nobody reads on, since the client has gone, the time is up or the
 * server stops.
 */
export type AnswerEnd = 'whole' | 'broken' | 'left';

export type AnswerSeen = {
  readonly end: AnswerEnd;
  /** How many events the reader was given; of a whole answer in one piece 1. */
  readonly passedOn: number;
  readonly tally: AnswerTally;
  /** `outputTokens` is the limit that the upstream was given. */
  readonly bound: Pick<RequestBound, 'promptTokens' | 'outputTokens' | 'promptBytes' | 'images'>;
  /** From the first question to an upstream until the end. */
  readonly durationMs: number;
  readonly upstream: string;
};

const bytesPerToken = 4;

export function endingOfAnswer(seen: AnswerSeen): SettledEnding {
  const { end, passedOn, tally, bound } = seen;
  if (end === 'left' && passedOn === 0) return { kind: 'release', reason: 'client_left' };
  const hasOutput = tally.outputBytes > 0 || (tally.usage?.completion ?? 0) > 0;
  // Whoever leaves after the first event has had the prompt worked on, even if no word had come.
  if (!hasOutput && end !== 'left') return { kind: 'release', reason: end === 'whole' ? 'no_output' : 'answer_failed' };
  const { usage } = tally;
  return {
    kind: 'capture',
    outcome: outcomes[isFinished(seen) ? 'whole' : end],
    upstream: seen.upstream,
    usage: {
      promptTokens: usage === null || usage.prompt === 0 ? countedPrompt(bound) : usage.prompt,
      cachedTokens: usage?.cached ?? 0,
      reasoningTokens: usage?.reasoning ?? 0,
      completionTokens:
        usage === null || (usage.completion === 0 && tally.outputBytes > 0)
          ? Math.min(tokensOf(tally.outputBytes), bound.outputTokens)
          : usage.completion,
      durationMs: seen.durationMs,
      images: bound.images,
    },
  };
}

const outcomes = { whole: 'completed', broken: 'broken', left: 'stopped' } as const;

/** The upstream had said why it ended, and only the last of the stream was not read. */
function isFinished({ end, tally }: AnswerSeen): boolean {
  return end === 'left' && tally.finish !== null && tally.usage !== null;
}

function countedPrompt({ promptTokens, promptBytes }: AnswerSeen['bound']): number {
  return Math.min(tokensOf(promptBytes), promptTokens);
}

function tokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}
