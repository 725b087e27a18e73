// Lines in the transcript that say what the model no longer sees, what it sees in its place, and how it sees it again.
import { EyeOff } from 'lucide-react';
import { memo, useId, useState, type ReactNode } from 'react';
import type { Message } from '../../../../preload/contract/message.ts';
import type { ContextSummary } from '../../../../preload/contract/context.ts';
import { Button } from '../../../ui/button.tsx';
import { turnsIn } from './context-count.ts';
import { useSeenActions } from './seen-provider.tsx';
import { words } from '../../../words.ts';

type Place = { readonly message: Message; readonly path: readonly Message[] };

/** Above the first message: what was carried over from another chat. */
export const CarriedLine = memo(function CarriedLine() {
  const { view } = useSeenActions();
  return view.summary === null || view.summary.uptoId !== null ? null : (
    <SummaryLine summary={view.summary} count={0} />
  );
});

/** Under a message: that all up to it is summarised. */
export const LineBelow = memo(function LineBelow({ message, path }: Place) {
  const { view } = useSeenActions();
  if (view.summary === null || view.summary.uptoId !== message.id) return null;
  return <SummaryLine summary={view.summary} count={path.indexOf(message) + 1} />;
});

/** Over a question: that its turn is left out. What is summarised is said beneath. */
export const LineAbove = memo(function LineAbove({ message, path }: Place) {
  const { view, state, leaveOut } = useSeenActions();
  if (message.role !== 'user' || !view.unseen.includes(message) || !state.leftOut.includes(message.id)) return null;
  const turn = turnsIn(path).find(({ question }) => question.id === message.id);
  return (
    <Line text={words.context.lines.leftOut}>
      <Button
        size="sm"
        variant="ghost"
        onClick={() => leaveOut(turn?.messages.map(({ id }) => id) ?? [message.id], false)}
      >
        {words.context.lines.include}
      </Button>
    </Line>
  );
});

function SummaryLine({ summary, count }: { readonly summary: ContextSummary; readonly count: number }) {
  const { forget } = useSeenActions();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const said = words.context.lines;
  const isCarried = summary.uptoId === null;
  const text = isCarried ? (summary.kind === 'turns' ? said.carriedTurns : said.carriedSummary) : said.summary(count);
  return (
    <div className="pb-4">
      <Line text={text}>
        <Button size="sm" variant="ghost" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {isOpen ? said.hide : said.show}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => forget(summary.id)}>
          {isCarried ? said.forgetCarried : said.forget}
        </Button>
      </Line>
      <div
        id={id}
        hidden={!isOpen}
        className="mt-2 rounded-lg border border-line bg-sunken px-4 py-3 text-base text-ink-2"
      >
        <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
          {summary.text}
        </p>
        {summary.model === null ? null : <p className="mt-2 text-sm text-ink-3">{said.by(summary.model)}</p>}
      </div>
    </div>
  );
}

function Line({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <div
      role="note"
      className="mb-3 flex flex-wrap items-center gap-x-2 gap-y-1 border-y border-dashed border-line-strong py-1.5 text-sm text-ink-2"
    >
      <EyeOff aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0 flex-1">{text}</span>
      {children}
    </div>
  );
}
