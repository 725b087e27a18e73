// The events of one run in memory: numbered as they come, folded, and read by any number of watchers at their own pace.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { fold } from '../../../preload/contract/fold.ts';
import type { Part } from '../../../preload/contract/part.ts';
import type { RunEvent } from '../../../preload/contract/run-event.ts';
import { createCell } from '../watchable.ts';

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
  const progress = createCell({ count: 0, isFinished: false });
  let answer = empty;

  const upcoming = (event: NewRunEvent): RunEvent => ({ ...event, n: events.length + 1 });

  return {
    upcoming,
    append(event) {
      const numbered = upcoming(event);
      events.push(numbered);
      answer = fold(answer, numbered);
      progress.set({ count: events.length, isFinished: false });
      return numbered;
    },
    answer: () => answer,
    finish() {
      progress.set({ count: events.length, isFinished: true });
    },
    async *watch(after, signal) {
      let at = after > events.length ? 0 : after;
      for await (const { isFinished } of progress.watch(signal)) {
        for (let event = events[at]; event !== undefined && !signal.aborted; event = events[at]) {
          at += 1;
          yield event;
        }
        if (isFinished) return;
      }
    },
  };
}

/** The events of an ended run whose journal is gone, numbered from 1: what a fold from the empty answer needs. */
export function replayOf(answer: AnswerMessage): RunEvent[] {
  const { model, place, ollama, notes } = answer;
  const events: NewRunEvent[] = notes.length === 0 ? [] : [{ kind: 'made', model, place, ollama, notes }];
  events.push(...answer.parts.map(eventOf));
  const { state, counts, firstTokenMs } = answer;
  events.push({ kind: 'charge', charge: answer.charge }, { kind: 'ended', state, counts, firstTokenMs });
  return events.map((event, index): RunEvent => ({ ...event, n: index + 1 }));
}

function eventOf(part: Part): NewRunEvent {
  switch (part.kind) {
    case 'text':
      return { kind: 'text', text: part.text };
    case 'thinking':
      return { kind: 'thinking', text: part.text, ...(part.ms === null ? {} : { ms: part.ms }) };
    case 'image':
    case 'file':
    case 'tool_call':
    case 'tool_result':
      return { kind: 'part', part };
  }
}
