// What a model thought before it answered: folded, and there for who wants it.
import { ChevronRight } from 'lucide-react';
import { memo, useId, useState } from 'react';
import type { ThinkingPart } from '../../../preload/contract/part.ts';
import { cx } from '../../ui/cx.ts';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { Markdown } from './markdown/markdown.tsx';
import { words } from '../../words.ts';

type ThinkingProps = { readonly part: ThinkingPart; readonly isLive: boolean };

export const Thinking = memo(function Thinking({ part, isLive }: ThinkingProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="mb-3">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="-ml-2 inline-flex h-8 items-center gap-2 rounded-md px-2 text-base text-ink-2 transition-colors hover:bg-hover hover:text-ink"
      >
        {isLive ? <TallyMark size={16} isDrawing /> : null}
        {isLive ? words.chat.answer.thinking : sayThought(part.ms)}
        <ChevronRight
          aria-hidden="true"
          className={cx('size-4 text-ink-3 transition-transform', isOpen && 'rotate-90')}
        />
      </button>
      <div id={id} hidden={!isOpen} className="mt-1 ml-0.5 border-s-2 border-line-strong ps-4 text-ink-2">
        {isOpen ? <Markdown text={part.text} isLive={isLive} isQuiet /> : null}
      </div>
    </div>
  );
});

/** A moment is not worth a figure. */
function sayThought(ms: number | null): string {
  const seconds = Math.round((ms ?? 0) / 1000);
  return seconds < 1 ? words.chat.answer.thoughts : words.chat.answer.thoughtFor(seconds);
}
