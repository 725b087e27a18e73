// One answer: thoughts, words, how it ended, and what it counted and cost.
import { RefreshCw } from 'lucide-react';
import { memo, useSyncExternalStore } from 'react';
import { canContinue } from '../../../preload/contract/continuing.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { textOf, thinkingOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { sayElsewhere, sayMade } from '../../shared/place-words.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { AnotherModel } from './another-model.tsx';
import { AnswerEnd } from './answer-end.tsx';
import { AnswerFold } from './answer-fold.tsx';
import { AnswerFigures } from './answer-figures.tsx';
import { sayForm, shownParts } from './answer-form-text.ts';
import { sayInstead } from './answer-notes-text.ts';
import { AnswerParts } from './answer-parts.tsx';
import { BranchSwitcher } from './branch-switcher.tsx';
import { sayCharge, sayCounts } from './charge-text.ts';
import type { Branching } from './message-tree.ts';
import { CopyMenu } from './copy-menu.tsx';
import { CopyButton } from '../../shared/copy-button.tsx';
import { isSameModel, madeBy, sayName } from './model-ref.ts';
import { newestAnswer, type RunFold } from './run-fold.ts';
import type { RunStore } from './run-store.ts';
import { ReadAloud } from './speech/read-aloud.tsx';
import { hasCalls, isModelAwaited, sayRounds } from './tools/tool-call-text.ts';
import { useTurnActions } from './turn-actions.tsx';
import { UnreadableNote } from './unreadable-note.tsx';
import { words } from '../../words.ts';

type AnswerRowProps = {
  readonly stored: AnswerMessage;
  /** The run that writes this answer here; null when it rests. */
  readonly run: RunStore | null;
  readonly branching: Branching | null;
  readonly isLast: boolean;
  readonly isBusy: boolean;
};

export const AnswerRow = memo(function AnswerRow({ stored, run, branching, isLast, isBusy }: AnswerRowProps) {
  const answer = newestAnswer(stored, useRunFold(run));
  const isLive = answer.state.kind === 'streaming';
  const isEmpty = !hasVisibleWord(textOf(answer.parts));
  const { model, offer, versionWish, onAnswerAgain, onGoOn, onShowVersion } = useTurnActions();
  const otherModel = model === null || isSameModel(model, madeBy(answer)) ? null : sayName(model, offer);
  const again = (): void => onAnswerAgain(stored, null);
  return (
    <article aria-label={words.chat.answer.from(answer.model)} aria-busy={isLive} className="group/row pb-8">
      <AnswerNotes answer={answer} />
      <AnswerFold answer={answer} isLast={isLast}>
        <AnswerParts answer={answer} parts={shownParts(answer)} isLive={isLive} />
      </AnswerFold>
      <UnreadableNote message={answer} className="mt-4 first:mt-0" />
      {isLive && isAwaited(answer.parts) ? (
        <p className="flex h-[26px] items-center gap-2.5 text-ink-3">
          <TallyMark size={22} isDrawing />
          <span className="sr-only">{words.chat.answer.waiting}</span>
        </p>
      ) : null}
      <AnswerForm answer={answer} />
      <AnswerEnd
        answer={answer}
        isLast={isLast}
        otherModel={otherModel}
        onTryAgain={again}
        onGoOn={isLast && !isBusy && canContinue(answer) ? () => onGoOn(stored) : null}
      />
      <footer className="@container mt-2 flex min-h-7 flex-wrap items-center gap-x-3 text-xs text-ink-3">
        {isLive ? null : (
          <>
            <span
              className={cx(
                '-ml-1.5 inline-flex items-center transition-opacity hover-only:group-focus-within/row:opacity-100 hover-only:group-hover/row:opacity-100',
                !isLast && 'hover-only:opacity-0',
              )}
            >
              {isEmpty ? null : <CopyButton text={textOf(answer.parts)} label={words.chat.answer.copy} />}
              {isEmpty ? null : <CopyMenu text={textOf(answer.parts)} />}
              {isEmpty ? null : <ReadAloud text={textOf(answer.parts)} />}
              {isBusy || endsWithTryAgain(answer) ? null : (
                <>
                  <IconButton
                    size="sm"
                    label={
                      otherModel === null ? words.chat.answer.regenerate : words.chat.answer.regenerateWith(otherModel)
                    }
                    icon={<RefreshCw />}
                    onClick={again}
                  />
                  <AnotherModel answer={answer} onChoose={(another) => onAnswerAgain(stored, another)} />
                </>
              )}
            </span>
            {branching === null ? null : (
              <BranchSwitcher branching={branching} wish={versionWish} onShow={onShowVersion} />
            )}
            <Figures answer={answer} />
            <AnswerFigures answer={answer} />
          </>
        )}
      </footer>
    </article>
  );
});

/** Whether nothing is seen of the model's work, and nobody else is waited for. */
function isAwaited(parts: AnswerMessage['parts']): boolean {
  if (hasCalls(parts)) return isModelAwaited(parts);
  return !hasVisibleWord(textOf(parts)) && thinkingOf(parts) === '';
}

function AnswerNotes({ answer }: { readonly answer: AnswerMessage }) {
  const said = sayInstead(answer);
  return said === null ? null : (
    <Notice className="mb-4" role="note">
      {said}
    </Notice>
  );
}

function AnswerForm({ answer }: { readonly answer: AnswerMessage }) {
  const said = [sayForm(answer), sayRounds(answer)].filter((sentence) => sentence !== null);
  return said.length === 0 ? null : <p className="mt-3 text-sm text-ink-3">{said.join(' ')}</p>;
}

/** Then the card above already offers it. */
function endsWithTryAgain({ state }: AnswerMessage): boolean {
  return state.kind === 'refused' || state.kind === 'failed' || state.kind === 'interrupted';
}

function Figures({ answer }: { readonly answer: AnswerMessage }) {
  const charge = sayCharge(answer.charge);
  const counts = answer.counts === null ? null : sayCounts(answer.counts);
  const { offer } = useTurnActions();
  // Where there is one Ollama, here is where everything is made unless something else is said.
  const elsewhere = (offer.ollamas ?? []).length > 1 ? sayMade(answer) : sayElsewhere(answer);
  return (
    <span className="ml-auto flex min-w-0 items-center gap-1.5 whitespace-nowrap tabular-nums">
      <MiddleText
        text={answer.model === '' ? words.chat.answer.unknownModel : answer.model}
        className="@max-lg:hidden"
      />
      {elsewhere === null ? null : (
        <>
          <Dot isWideOnly />
          <span className="max-w-56 truncate text-ink-2">{elsewhere}</span>
        </>
      )}
      {counts === null ? null : (
        <>
          <Dot isWideOnly />
          <span className="shrink-0 @max-lg:hidden">{counts}</span>
        </>
      )}
      {charge === null ? null : (
        <>
          <Dot isWideOnly={elsewhere === null} />
          <span className="shrink-0 text-ink-2">{charge}</span>
        </>
      )}
    </span>
  );
}

/** In a narrow window the model's name and the counts are left out, and with them what parts them from the rest. */
function Dot({ isWideOnly }: { readonly isWideOnly: boolean }) {
  return (
    <span aria-hidden="true" className={cx(isWideOnly && '@max-lg:hidden')}>
      ·
    </span>
  );
}

const nobody = (): (() => void) => () => undefined;

function useRunFold(run: RunStore | null): RunFold | null {
  return useSyncExternalStore<RunFold | null>(run?.subscribe ?? nobody, run?.current ?? (() => null));
}
