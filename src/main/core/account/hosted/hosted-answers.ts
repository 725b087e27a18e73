// Answers from the operator's models: asked of the companion server, which holds, passes the words on and charges.
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { AnswerNote } from '../../../../preload/contract/message.ts';
import { chunksOf, readText } from '../../body.ts';
import type { Answerer, AnswerRequest, Clock, GeneratePart } from '../../ports.ts';
import { startWatchdog, type Watchdog } from '../../watchdog.ts';
import type { HostedRuns } from '../funds/hosted-runs-port.ts';
import type { LinkPort, Posted } from '../link/link-port.ts';
import { completionParts } from './completion-parts.ts';
import { toCompletion } from './completion-wire.ts';
import { readNo, tellCut, tellStalled, tellUnreadable, tellUnsent } from './hosted-failure.ts';

/** The server has limits of its own for how long a model may be silent, and says so; these are for a server that is gone. */
export const firstWordMs = 5 * 60_000;
export const nextWordMs = 2 * 60_000;

const errorBodyBytesMax = 64 * 1024;

export type HostedAnswersOptions = {
  readonly clock: Clock;
  /** The end of the session. */
  readonly signal: AbortSignal;
  readonly link: Pick<LinkPort, 'post' | 'heard' | 'failed'>;
  readonly runs: HostedRuns;
};

type Begun = { readonly holdId: RunId; readonly token: string | null };

export function createHostedAnswers(options: HostedAnswersOptions): Answerer {
  const { clock, link, runs } = options;

  async function* ask(
    request: AnswerRequest,
    { holdId, token }: Begun,
    watchdog: Watchdog,
  ): AsyncGenerator<GeneratePart, void, void> {
    const startedAt = clock.now();
    const posted = await post(request, { holdId, token }, watchdog.signal);
    link.heard();
    if (posted.status !== 200) return yield* no(holdId, posted);
    const notes = notesOf(request, posted.headers);
    let { model } = request;
    if (notes.length > 0) yield { kind: 'made', model, place: 'operator', ollama: null, notes };
    const hasTools = (request.tools?.offered.length ?? 0) > 0;
    const chunks = chunksOf(posted.body, () => watchdog.feed());
    for await (const part of completionParts(chunks, { clock, startedAt, hasTools })) {
      if (part.kind !== 'charge') {
        yield part;
        continue;
      }
      runs.told(holdId, part.charge);
      // Only now is it known which other model it was.
      const isOther = notes.some(({ kind }) => kind === 'other_model') && part.charge.model !== model;
      if (!isOther) continue;
      model = part.charge.model;
      yield { kind: 'made', model, place: 'operator', ollama: null, notes };
    }
  }

  async function post(request: AnswerRequest, { holdId, token }: Begun, signal: AbortSignal): Promise<Posted> {
    try {
      return await link.post('/v1/chat/completions', {
        token,
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'idempotency-key': holdId,
        },
        body: JSON.stringify(toCompletion(request)),
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      const unanswered = link.failed(error);
      if (unanswered.kind !== 'unreachable' || unanswered.wasSent) throw tellCut(unanswered, error);
      runs.unsent(holdId);
      throw tellUnsent(unanswered, error);
    }
  }

  async function* no(holdId: RunId, posted: Posted): AsyncGenerator<GeneratePart, void, void> {
    const said = readNo(posted, await readText(posted.body, errorBodyBytesMax), clock.now());
    if (said.kind === 'failed') throw said.failure;
    yield { kind: 'refused', refusal: runs.refused(holdId, said.problem) };
  }

  /** Whatever broke it, the server has answered by now, and may have charged. */
  const tell = (error: unknown): Error => tellUnreadable(error) ?? tellCut(link.failed(error), error);

  return {
    async *generate(request, signal) {
      // Each time that the model is asked on with what its tools gave is a hold of its own.
      const isFirst = (request.tools?.rounds.length ?? 0) === 0;
      const begun = await runs.begin(request.runId, { isFirst }, signal);
      if (begun.kind === 'refused') return yield begun;
      const leave = new AbortController();
      const ends = AbortSignal.any([signal, options.signal, leave.signal]);
      const watchdog = startWatchdog({ clock, firstMs: firstWordMs, nextMs: nextWordMs, signal: ends, tellStalled });
      try {
        yield* ask(request, begun, watchdog);
      } catch (error) {
        signal.throwIfAborted();
        throw tell(watchdog.signal.aborted ? watchdog.signal.reason : error);
      } finally {
        watchdog.stop();
        // Also when the reader left early, so that the server stops the model and counts no further.
        leave.abort();
      }
    },
  };
}

function notesOf({ model }: AnswerRequest, headers: Posted['headers']): readonly AnswerNote[] {
  const notes: AnswerNote[] = [];
  if (headers['x-plan-overflow'] === 'degrade') notes.push({ kind: 'other_model', asked: model });
  const limit = headers['x-output-clamped'];
  if (typeof limit === 'string' && /^[1-9]\d{0,8}$/.test(limit))
    notes.push({ kind: 'shortened', tokens: Number(limit) });
  return notes;
}
