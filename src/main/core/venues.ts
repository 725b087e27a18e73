// Which venue answers: this person's own Ollama, or the operator. Where the operator's plan asks for it, the one for the other.
import type { Refusal } from '../../preload/contract/failure.ts';
import type { AnsweringOllama } from '../../preload/contract/message.ts';
import type { Place } from '../../preload/contract/models.ts';
import type { Answerer, AnswerRequest, GeneratePart, Generator } from './ports.ts';

export type Venues = {
  readonly own: Generator;
  readonly hosted: Answerer;
  /** The model of their own that a person would use now; null: there is none. */
  readonly ownModel: (
    signal: AbortSignal,
  ) => Promise<{ readonly name: string; readonly place: Place; readonly ollama: AnsweringOllama } | null>;
};

export function createVenues({ own, hosted, ownModel }: Venues): Answerer {
  async function* answerHosted(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<GeneratePart, void, void> {
    for await (const part of hosted.generate(request, signal)) {
      // What was called and given in earlier rounds is not handed over to another model in the middle of an answer.
      const isBegun = (request.tools?.rounds.length ?? 0) > 0;
      const isHanded = part.kind === 'refused' && !isBegun && isForHere(part.refusal);
      const instead = isHanded ? await ownModel(signal) : null;
      if (instead === null) {
        yield part;
        continue;
      }
      const { name: model, place, ollama } = instead;
      yield { kind: 'made', model, place, ollama, notes: [{ kind: 'own_model', asked: request.model }] };
      // Its next rounds would be asked of the operator again, so it is offered no tools.
      const { tools: _, ...plain } = request;
      yield* own.generate({ ...plain, model, ollama: ollama.id }, signal);
      return;
    }
  }

  return {
    generate: (request, signal) =>
      request.venue === 'hosted' ? answerHosted(request, signal) : own.generate(request, signal),
  };
}

/** The plan's day is used up, and its rest is for a model on the person's own computer. */
function isForHere(refusal: Refusal): boolean {
  return refusal.code === 'daily_limit_reached' && refusal.params['degrade_to'] === 'local';
}
