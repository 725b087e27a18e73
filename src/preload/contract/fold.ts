// The one pure fold of an answer's events that both sides apply. It takes types alone, so that the page needs none of their schemas.
import type { AnswerMessage } from './message.ts';
import { rethought, withCallState, withText, withThinking } from './parts.ts';
import type { RunEvent } from './run-event.ts';

/** Apply one event. Pure; the result shares whatever did not change. */
export function fold(answer: AnswerMessage, event: RunEvent): AnswerMessage {
  switch (event.kind) {
    case 'thinking':
      return { ...answer, parts: withThinking(answer.parts, event.text, event.ms ?? null) };
    case 'text':
      return { ...answer, parts: withText(answer.parts, event.text) };
    case 'rethink':
      return { ...answer, parts: rethought(answer.parts, event.ms ?? null) };
    case 'part':
      return { ...answer, parts: [...answer.parts, event.part] };
    case 'call':
      return { ...answer, parts: withCallState(answer.parts, event.callId, event.state) };
    case 'made':
      return {
        ...answer,
        model: event.model,
        place: event.place,
        ollama: event.ollama === undefined ? answer.ollama : event.ollama,
        notes: event.notes,
      };
    case 'charge':
      return { ...answer, charge: event.charge };
    case 'ended':
      return {
        ...answer,
        state: event.state,
        counts: event.counts,
        firstTokenMs: event.firstTokenMs ?? answer.firstTokenMs,
      };
  }
}
