// How an answer ended, where that needs a word: stopped, interrupted, failed, refused, cut short.
import { RotateCcw } from 'lucide-react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { sayFailure } from '../../../preload/contract/failure-text.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { sayEnd } from './answer-end-text.ts';
import { RefusalCard } from './refusal-card.tsx';

export type AnswerEndActions = {
  readonly onForgetToken: () => void;
  readonly onTryAgain: () => void;
  readonly onBuyCredits: () => void;
  readonly onBuyOffered: (isOffered: boolean) => void;
  readonly onOpenSettings: () => void;
};

type AnswerEndProps = AnswerEndActions & {
  readonly answer: AnswerMessage;
  readonly isLast: boolean;
  /** The model that would answer now; null where it is the same. */
  readonly otherModel: string | null;
};

export function AnswerEnd({
  answer,
  isLast,
  otherModel,
  onTryAgain,
  onBuyCredits,
  onBuyOffered,
  onOpenSettings,
  onForgetToken,
}: AnswerEndProps) {
  const { state } = answer;
  switch (state.kind) {
    case 'streaming':
      return null;
    case 'done':
    case 'stopped':
      return <Quiet>{sayEnd(answer)}</Quiet>;
    case 'interrupted':
      return (
        <Notice
          tone="warning"
          className="mt-4"
          title="The app closed during this answer"
          actions={<TryAgain otherModel={otherModel} onTryAgain={onTryAgain} />}
        >
          {hasVisibleWord(answer.text) ? 'The partial answer was saved.' : 'The answer had not begun yet.'}
        </Notice>
      );
    case 'failed': {
      const { title, remedy } = sayFailure(state.failure.code);
      return (
        <Notice
          tone="danger"
          role="alert"
          className="mt-4"
          title={title}
          actions={<TryAgain otherModel={otherModel} onTryAgain={onTryAgain} />}
        >
          <p>{remedy}</p>
          {state.failure.detail === null ? null : (
            <details className="mt-2 text-sm">
              <summary className="w-fit rounded-sm text-ink-2 hover:text-ink">Details</summary>
              <pre className="mt-1.5 rounded-md bg-paper/60 px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
                {state.failure.detail}
              </pre>
            </details>
          )}
        </Notice>
      );
    }
    case 'refused':
      return (
        <div className="mt-1">
          <RefusalCard
            refusal={state.refusal}
            isActionable={isLast}
            onTryAgain={onTryAgain}
            onBuyCredits={onBuyCredits}
            onBuyOffered={onBuyOffered}
            onOpenSettings={onOpenSettings}
            onForgetToken={onForgetToken}
          />
        </div>
      );
  }
}

function TryAgain({ otherModel, onTryAgain }: { readonly otherModel: string | null; readonly onTryAgain: () => void }) {
  return (
    <Button size="sm" icon={<RotateCcw className="size-3.5" />} onClick={onTryAgain}>
      {otherModel === null ? 'Try again' : `Try again with ${otherModel}`}
    </Button>
  );
}

function Quiet({ children }: { readonly children: string | null }) {
  return children === null ? null : <p className="mt-3 text-sm text-ink-3">{children}</p>;
}
