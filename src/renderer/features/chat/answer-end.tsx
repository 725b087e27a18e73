// How an answer ended, where that needs a word: stopped, interrupted, failed, refused, cut short.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { sayEnd } from './answer-end-text.ts';
import { FailureNotice } from './failure-notice.tsx';
import { RefusalCard } from './refusal-card.tsx';
import { TryAgain } from './try-again.tsx';
import { words } from '../../words.ts';

type AnswerEndProps = {
  readonly answer: AnswerMessage;
  readonly isLast: boolean;
  /** The model that would answer now; null where it is the same. */
  readonly otherModel: string | null;
  readonly onTryAgain: () => void;
};

export function AnswerEnd({ answer, isLast, otherModel, onTryAgain }: AnswerEndProps) {
  const { state } = answer;
  const tryAgain = <TryAgain otherModel={otherModel} onTryAgain={onTryAgain} />;
  switch (state.kind) {
    case 'streaming':
      return null;
    case 'done':
    case 'stopped':
      return <Quiet>{sayEnd(answer)}</Quiet>;
    case 'interrupted':
      return (
        <Notice tone="warning" className="mt-4" title={words.chat.answer.interrupted} actions={tryAgain}>
          {hasVisibleWord(textOf(answer.parts)) ? words.chat.answer.partSaved : words.chat.answer.notBegun}
        </Notice>
      );
    case 'failed':
      return (
        <FailureNotice failure={state.failure} hasPart={hasVisibleWord(textOf(answer.parts))}>
          {tryAgain}
        </FailureNotice>
      );
    case 'refused':
      return (
        <div className="mt-1">
          <RefusalCard refusal={state.refusal} isActionable={isLast} onTryAgain={onTryAgain} />
        </div>
      );
  }
}

function Quiet({ children }: { readonly children: string | null }) {
  return children === null ? null : <p className="mt-3 text-sm text-ink-3">{children}</p>;
}
