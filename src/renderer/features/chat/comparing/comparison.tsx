// Two answers to one question, side by side where there is room, else one above the other, until one is chosen to go on with.
// Both are made at once where neither takes anything from the other; else the second waits, and says so.
import { Check, Hourglass, Square } from 'lucide-react';
import { useMemo } from 'react';
import type { MessageId } from '../../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../../preload/contract/message.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';
import { AnswerRow } from '../answer-row.tsx';
import { madeBy, sayNameAndPlace } from '../model-ref.ts';
import type { RunStore } from '../run-store.ts';
import { TurnActionsProvider, useTurnActions } from '../turn-actions.tsx';

type ComparisonProps = {
  readonly answers: readonly [AnswerMessage, AnswerMessage];
  /** The run that writes an answer here; null when it rests. */
  readonly runOf: (id: MessageId) => RunStore | null;
  readonly isBusy: boolean;
};

export function Comparison({ answers, runOf, isBusy }: ComparisonProps) {
  return (
    <section aria-label={words.compare.title} className="@container">
      <div className="grid gap-x-8 @3xl:grid-cols-2">
        {answers.map((answer) => (
          <Side key={answer.id} answer={answer} run={runOf(answer.id)} isBusy={isBusy} />
        ))}
      </div>
      <p className="pb-6 text-sm text-ink-3">{words.compare.about}</p>
    </section>
  );
}

type SideProps = { readonly answer: AnswerMessage; readonly run: RunStore | null; readonly isBusy: boolean };

function Side({ answer, run, isBusy }: SideProps) {
  const core = useCore();
  const toast = useToast();
  const actions = useTurnActions();
  const { offer, onChooseAnswer } = actions;
  const { model, place, ollama } = answer;
  // What is made again on this side is made by the model of this side.
  const own = useMemo(() => ({ ...actions, model: madeBy({ model, place, ollama }) }), [actions, model, place, ollama]);
  const name = sayNameAndPlace(madeBy(answer), offer);
  const stop = (): void => {
    core.runs.stop({ runId: answer.runId }).catch(() => toast.show({ text: words.chat.trouble.notStopped }));
  };
  return (
    <div className="flex min-w-0 flex-col border-t border-line pt-3">
      <header className="mb-3 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 flex-1 font-medium wrap-anywhere" dir="auto">
          {name}
        </h2>
        {answer.state.kind === 'streaming' ? (
          <Button
            size="sm"
            icon={<Square aria-hidden="true" className="size-3.5" />}
            aria-label={words.compare.stopThis(answer.model)}
            onClick={stop}
          >
            {words.compare.stop}
          </Button>
        ) : (
          <Button
            size="sm"
            icon={<Check aria-hidden="true" className="size-3.5" />}
            aria-label={words.compare.chooseThis(answer.model)}
            disabledReason={isBusy ? words.compare.wait : null}
            onClick={() => onChooseAnswer(answer)}
          >
            {words.compare.choose}
          </Button>
        )}
      </header>
      {isWaiting(answer) ? (
        <p className="flex items-start gap-2 pb-8 text-sm text-ink-2">
          <Hourglass aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-3" />
          {words.compare.inTurn}
        </p>
      ) : (
        <TurnActionsProvider actions={own}>
          <AnswerRow stored={answer} run={run} branching={null} isLast isBusy={isBusy} />
        </TurnActionsProvider>
      )}
    </div>
  );
}

function isWaiting({ state }: AnswerMessage): boolean {
  return state.kind === 'streaming' && state.after !== undefined;
}
