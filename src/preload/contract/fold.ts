// The one pure fold of an answer's events that both sides apply. It takes types alone, so that the page needs none of their schemas.
import type { AnswerMessage } from './message.ts';
import type { RunEvent } from './run-event.ts';

/** Apply one event. Pure; the result shares whatever did not change. */
export function fold(answer: AnswerMessage, event: RunEvent): AnswerMessage {
  switch (event.kind) {
    case 'thinking':
      return { ...answer, thinking: answer.thinking + event.text };
    case 'text':
      return { ...answer, text: answer.text + event.text };
    case 'rethink':
      return { ...answer, thinking: answer.thinking + answer.text, text: '' };
    case 'made':
      return { ...answer, model: event.model, place: event.place, notes: event.notes };
    case 'charge':
      return { ...answer, charge: event.charge };
    case 'ended':
      return { ...answer, state: event.state, counts: event.counts };
  }
}
