// Tells a screen reader when an answer begins and how it ended, and nothing in between.
import { useEffect, useRef, useState } from 'react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { words } from '../../words.ts';
import { sayRefused } from './refusal-words.ts';

export function Announcer({ last }: { readonly last: AnswerMessage | null }) {
  const [words, setWords] = useState('');
  const before = useRef<string | null>(null);
  const key = last === null ? null : `${last.id} ${last.state.kind}`;
  useEffect(() => {
    // What was already there when the chat was opened is read, not announced.
    if (last !== null && before.current !== null && before.current !== key) setWords(announce(last));
    before.current = key ?? '';
  }, [key, last]);
  return (
    <div aria-live="polite" className="sr-only">
      {words}
    </div>
  );
}

function announce(answer: AnswerMessage): string {
  switch (answer.state.kind) {
    case 'streaming':
      return `${answer.model} is answering.`;
    case 'done':
      return 'The answer is complete.';
    case 'stopped':
      return 'The answer was stopped.';
    case 'interrupted':
      return 'The answer was interrupted.';
    case 'failed':
      return words.failures[answer.state.failure.code].title;
    case 'refused':
      return `${words.refusalTitles[answer.state.refusal.code]}. ${sayRefused(answer.state.refusal, Date.now())}`;
  }
}
