// What a model thought before it answered: folded, and there for who wants it.
import { ChevronRight } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { Markdown } from './markdown/markdown.tsx';
import { words } from '../../words.ts';

export const Thinking = memo(function Thinking({ text, isLive }: { readonly text: string; readonly isLive: boolean }) {
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
        {isLive ? words.chat.answer.thinking : words.chat.answer.thoughts}
        <ChevronRight
          aria-hidden="true"
          className={cx('size-4 text-ink-3 transition-transform', isOpen && 'rotate-90')}
        />
      </button>
      <div id={id} hidden={!isOpen} className="mt-1 ml-0.5 border-s-2 border-line-strong ps-4 text-ink-2">
        {isOpen ? <Markdown text={text} isLive={isLive} isQuiet /> : null}
      </div>
    </div>
  );
});
