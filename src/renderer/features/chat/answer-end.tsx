// How an answer ended, where that needs a word: stopped, interrupted, failed, refused, cut short.
import { StepForward } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { Button } from '../../ui/button.tsx';
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
  /** null: it cannot go on, or not now. */
  readonly onGoOn: (() => void) | null;
};

export function AnswerEnd({ answer, isLast, otherModel, onTryAgain, onGoOn }: AnswerEndProps) {
  const { state } = answer;
  const tryAgain = <TryAgain otherModel={otherModel} onTryAgain={onTryAgain} />;
  const isBegun = hasVisibleWord(textOf(answer.parts));
  const goOn = onGoOn === null ? null : <GoOn isBegun={isBegun} onGoOn={onGoOn} />;
  switch (state.kind) {
    case 'streaming':
      return null;
    case 'done':
    case 'stopped':
      return <Quiet button={goOn}>{sayEnd(answer, goOn !== null)}</Quiet>;
    case 'interrupted':
      return (
        <Notice
          tone="warning"
          className="mt-4"
          title={words.chat.answer.interrupted}
          actions={
            <>
              {goOn}
              {tryAgain}
            </>
          }
        >
          {isBegun ? words.chat.answer.partSaved : words.chat.answer.notBegun}
        </Notice>
      );
    case 'failed':
      return (
        <FailureNotice failure={state.failure} hasPart={isBegun}>
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

function Quiet({ children, button }: { readonly children: string | null; readonly button: ReactNode }) {
  return children === null ? null : (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink-3">
      <p>{children}</p>
      {button}
    </div>
  );
}

function GoOn({ isBegun, onGoOn }: { readonly isBegun: boolean; readonly onGoOn: () => void }) {
  return (
    <Button size="sm" icon={<StepForward className="size-3.5" />} onClick={onGoOn}>
      {isBegun ? words.chat.answer.goOn : words.chat.answer.answerNow}
    </Button>
  );
}
