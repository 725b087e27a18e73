// The words of a question, folded where they are many.
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { foldQuestion } from './question-fold.ts';
import { words } from '../../words.ts';

type QuestionWordsProps = {
  readonly text: string;
  /** What led here, an object of its own for each time: what was sought may stand anywhere in it. */
  readonly found: object | null;
};

export function QuestionWords({ text, found }: QuestionWordsProps) {
  const [isWhole, setWhole] = useState(found !== null);
  const [foundBefore, setFoundBefore] = useState(found);
  if (found !== foundBefore) {
    setFoundBefore(found);
    if (found !== null) setWhole(true);
  }
  const id = useId();
  const folded = foldQuestion(text);
  const box = useRef<HTMLDivElement>(null);
  const turn = (): void => {
    setWhole(!isWhole);
    if (isWhole) return;
    // Unfolded at the end of a chat it would grow out of sight: one reads on from its beginning. To what was found the transcript leads.
    requestAnimationFrame(() => requestAnimationFrame(() => box.current?.scrollIntoView({ block: 'start' })));
  };
  return (
    <div ref={box} className="scroll-mt-4 max-w-[85%] rounded-2xl rounded-br-sm bg-accent-soft px-4 py-2.5 text-read">
      <div id={id} dir="auto" className="wrap-anywhere whitespace-pre-wrap">
        {folded === null || isWhole ? text : `${folded.start} …`}
      </div>
      {folded === null ? null : (
        <button
          type="button"
          aria-expanded={isWhole}
          aria-controls={id}
          onClick={turn}
          className="mt-1.5 -ml-1 inline-flex h-7 items-center gap-1 rounded-md px-1 text-sm font-medium text-accent-ink transition-colors hover:underline [&_svg]:size-4"
        >
          {isWhole ? (
            <>
              <ChevronUp aria-hidden="true" />
              {words.chat.question.showLess}
            </>
          ) : (
            <>
              <ChevronDown aria-hidden="true" />
              {words.chat.question.showAll}
              <span className="text-ink-2">{words.chat.question.moreLines(folded.hiddenLines)}</span>
            </>
          )}
        </button>
      )}
    </div>
  );
}
