// Tells a screen reader when an answer begins and how it ended, and nothing in between.
import { useEffect, useRef, useState } from 'react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { sayEnd } from './answer-end-text.ts';
import { sayInstead } from './answer-notes-text.ts';
import { words } from '../../words.ts';
import { sayRefused } from './refusal-words.ts';

type AnnouncerProps = {
  readonly last: AnswerMessage | null;
  /** Where two answers are compared, it says which of them ended. */
  readonly isOneOfTwo?: boolean;
};

export function Announcer({ last, isOneOfTwo = false }: AnnouncerProps) {
  const [said, setSaid] = useState('');
  const before = useRef<string | null>(null);
  const key = last === null ? null : `${last.id} ${last.state.kind}`;
  useEffect(() => {
    // What was already there when the chat was opened is read, not announced.
    if (last !== null && before.current !== null && before.current !== key)
      setSaid(
        isOneOfTwo && last.state.kind !== 'streaming'
          ? words.compare.announced(last.model, announce(last))
          : announce(last),
      );
    before.current = key ?? '';
  }, [key, last, isOneOfTwo]);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}

function announce(answer: AnswerMessage): string {
  switch (answer.state.kind) {
    case 'streaming':
      return words.chat.announced.answering(answer.model);
    case 'done':
      return [words.chat.announced.complete, sayInstead(answer), sayEnd(answer)]
        .filter((sentence) => sentence !== null)
        .join(' ');
    case 'stopped':
      return words.chat.announced.stopped;
    case 'interrupted':
      return words.chat.announced.interrupted;
    case 'failed':
      return words.failures[answer.state.failure.code].title;
    case 'refused':
      return `${words.refusalTitles[answer.state.refusal.code]}. ${sayRefused(answer.state.refusal, Date.now())}`;
  }
}
