// What went wrong with an answer, what is kept of it, and what can be done.
import { ChevronRight, LogIn, SquarePen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure, FailureCode } from '../../../preload/contract/failure.ts';
import { words } from '../../words.ts';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSeenActions } from './context/seen-provider.tsx';
import { useLinkGate } from './markdown/link-gate.tsx';

/** Then a new chat is a way out. */
const tooLong: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'ollama_context_full',
  'ollama_request_too_large',
  'hosted_refused',
  'hosted_too_large',
]);

/** Then the person chooses how the chat goes on. */
const canFit: ReadonlySet<FailureCode> = new Set<FailureCode>(['ollama_context_full', 'hosted_too_large']);

type FailureNoticeProps = {
  readonly failure: Failure;
  /** Some of the answer stands above. */
  readonly hasPart: boolean;
  /** The way to try again. */
  readonly children: ReactNode;
};

export function FailureNotice({ failure, hasPart, children }: FailureNoticeProps) {
  const openLink = useLinkGate();
  const { newChat } = useWays();
  const { title, remedy } = words.failures[failure.code];
  const { signInUrl } = failure;
  const detail = failure.waitedS === undefined ? failure.detail : words.chat.answer.noAnswerFor(failure.waitedS);
  const { openChoices } = useSeenActions();
  const isTooLong = tooLong.has(failure.code);
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
          {canFit.has(failure.code) ? (
            <Button size="sm" variant="primary" onClick={openChoices}>
              {words.context.lines.makeFit}
            </Button>
          ) : isTooLong ? (
            <Button size="sm" icon={<SquarePen className="size-3.5" />} onClick={newChat}>
              {words.chat.newChat}
            </Button>
          ) : null}
          {children}
        </>
      }
    >
      <p>
        {hasPart ? `${words.chat.answer.partSaved} ` : null}
        {remedy}
      </p>
      {detail === null ? null : (
        <details className="group mt-2 text-sm">
          <summary className="-ml-1 flex w-fit items-center gap-1 rounded-sm pr-1.5 text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden="true" className="size-4 transition-transform group-open:rotate-90" />
            {words.chat.answer.details}
          </summary>
          <pre className="mt-1.5 rounded-md bg-paper/60 px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
            {detail}
          </pre>
        </details>
      )}
    </Notice>
  );
}
