// What went wrong with an answer, what is kept of it, and what can be done.
import { LogIn, SquarePen } from 'lucide-react';
import type { Failure } from '../../../preload/contract/failure.ts';
import { words } from '../../words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useLinkGate } from './markdown/link-gate.tsx';
import { TryAgain } from './try-again.tsx';

type FailureNoticeProps = {
  readonly failure: Failure;
  /** Some of the answer stands above. */
  readonly hasPart: boolean;
  readonly otherModel: string | null;
  readonly onTryAgain: () => void;
  readonly onNewChat: () => void;
};

export function FailureNotice({ failure, hasPart, otherModel, onTryAgain, onNewChat }: FailureNoticeProps) {
  const openLink = useLinkGate();
  const { title, remedy } = words.failures[failure.code];
  const { signInUrl } = failure;
  const detail = failure.waitedS === undefined ? failure.detail : words.chat.answer.noAnswerFor(failure.waitedS);
  const isTooLong = failure.code === 'ollama_context_full' || failure.code === 'ollama_request_too_large';
  return (
    <Notice
      tone="danger"
      role="alert"
      className="mt-4"
      title={title}
      actions={
        <>
          {signInUrl === undefined ? null : (
            <Button
              size="sm"
              variant="primary"
              icon={<LogIn className="size-3.5" />}
              onClick={() => openLink(signInUrl)}
            >
              {words.chat.answer.signIn}
            </Button>
          )}
          {isTooLong ? (
            <Button size="sm" icon={<SquarePen className="size-3.5" />} onClick={onNewChat}>
              {words.chat.newChat}
            </Button>
          ) : null}
          <TryAgain otherModel={otherModel} onTryAgain={onTryAgain} />
        </>
      }
    >
      <p>
        {hasPart ? `${words.chat.answer.partSaved} ` : null}
        {remedy}
      </p>
      {detail === null ? null : (
        <details className="mt-2 text-sm">
          <summary className="w-fit rounded-sm text-ink-2 hover:text-ink">{words.chat.answer.details}</summary>
          <pre className="mt-1.5 rounded-md bg-paper/60 px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
            {detail}
          </pre>
        </details>
      )}
    </Notice>
  );
}
