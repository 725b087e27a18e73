// The events of one run in memory: numbered as they come, folded, and read by any number of watchers at their own pace.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { fold, type RunEvent } from '../../../preload/contract/run-event.ts';

type WithoutNumber<E> = E extends RunEvent ? Omit<E, 'n'> : never;
export type NewRunEvent = WithoutNumber<RunEvent>;

export type RunLog = {
  append(event: NewRunEvent): RunEvent;
  /** The event as `append` would number it now, for a save that comes before anybody sees it. */
  upcoming(event: NewRunEvent): RunEvent;
  /** The answer with every event so far applied. */
  answer(): AnswerMessage;
  /** No event will follow; watchers end once they have read everything. */
  finish(): void;
  /** Every event after number `after`, then live. A reader holds a place in the one list, so a slow one costs nothing. */
  watch(after: number, signal: AbortSignal): AsyncGenerator<RunEvent, void, void>;
};

export function createRunLog(empty: AnswerMessage): RunLog {
  const events: RunEvent[] = [];
  const waiting = new Set<() => void>();
  let answer = empty;
  let isFinished = false;

  function wakeAll(): void {
    for (const wake of waiting) wake();
    waiting.clear();
  }

  function nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  const upcoming = (event: NewRunEvent): RunEvent => ({ ...event, n: events.length + 1 });

  return {
    upcoming,
    append(event) {
      const numbered = upcoming(event);
      events.push(numbered);
      answer = fold(answer, numbered);
      wakeAll();
      return numbered;
    },
    answer: () => answer,
    finish() {
      isFinished = true;
      wakeAll();
    },
    async *watch(after, signal) {
      let at = after > events.length ? 0 : after;
      while (!signal.aborted) {
        const event = events[at];
        if (event !== undefined) {
          at += 1;
          yield event;
          continue;
        }
        if (isFinished) return;
        await nextChange(signal);
      }
    },
  };
}

/** The events of an ended run whose journal is gone, numbered from 1: what a fold from the empty answer needs. */
export function replayOf(answer: AnswerMessage): RunEvent[] {
  const events: NewRunEvent[] = [];
  if (answer.thinking !== '') events.push({ kind: 'thinking', text: answer.thinking });
  if (answer.text !== '') events.push({ kind: 'text', text: answer.text });
  events.push({ kind: 'charge', charge: answer.charge }, { kind: 'ended', state: answer.state, counts: answer.counts });
  return events.map((event, index): RunEvent => ({ ...event, n: index + 1 }));
}
