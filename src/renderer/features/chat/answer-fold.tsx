// A long answer, folded to its beginning, so that one finds the way past it. All of it stays in the page: what searches, speaks,
// copies or prints it has the whole. The last answer and one that is written never fold by themselves, nor does one that stood
// there whole.
import { ChevronDown, ChevronUp } from 'lucide-react';
import {
  createContext,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { cx } from '../../ui/cx.ts';
import { words } from '../../words.ts';
import { isLongAnswer } from './answer-length.ts';

/** Of one transcript. */
export type Folds = {
  /** Answers that stand there whole, also while they are scrolled away. */
  readonly whole: Set<MessageId>;
  /** A change of height is about to come that the reader wants: their place is not to be moved for it. */
  readonly letGo: () => void;
  /** The message that a search led to. */
  readonly foundId: MessageId | null;
};

export const FoldsContext = createContext<Folds>({ whole: new Set(), letGo: () => undefined, foundId: null });

type AnswerFoldProps = { readonly answer: AnswerMessage; readonly isLast: boolean; readonly children: ReactNode };

export function AnswerFold({ answer, isLast, children }: AnswerFoldProps) {
  const { id, parts, state } = answer;
  const { whole, letGo, foundId } = use(FoldsContext);
  const isLong = useMemo(() => isLongAnswer(textOf(parts)), [parts]);
  const isAtRest = state.kind !== 'streaming';
  const isFound = foundId === id;
  const [isFolded, setFolded] = useState(() => isLong && isAtRest && !isLast && !isFound && !whole.has(id));
  const [wasFound, setWasFound] = useState(isFound);
  if (isFound !== wasFound) {
    setWasFound(isFound);
    if (isFound) setFolded(false);
  }
  useEffect(() => {
    if (isFolded) whole.delete(id);
    else whole.add(id);
  }, [whole, id, isFolded]);

  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isClipped = useClipped(box, isFolded);
  /** Puts the reader back where they were, once the new height is there. */
  const putBack = useRef<((log: Element) => void) | null>(null);
  useLayoutEffect(() => {
    const log = box.current?.closest('[role="log"]');
    if (log !== null && log !== undefined) putBack.current?.(log);
    putBack.current = null;
  });
  const boxId = useId();
  return (
    <>
      <div
        ref={box}
        id={boxId}
        className={cx(isFolded && 'folded-answer', isFolded && isClipped && 'folded-answer-more')}
        onScroll={({ currentTarget: { scrollTop } }) => {
          // The browser's search, a note's link or the keyboard has gone to what was folded away.
          if (!isFolded || scrollTop === 0) return;
          letGo();
          putBack.current = (log) => onceMeasured(() => void (log.scrollTop += scrollTop));
          setFolded(false);
        }}
      >
        {children}
      </div>
      {(isFolded ? isClipped : isLong && isAtRest && !isLast) ? (
        <button
          ref={button}
          type="button"
          aria-expanded={!isFolded}
          aria-controls={boxId}
          onClick={() => {
            letGo();
            // One reads on where the fold was. Folded again, the button stays under the hand.
            const before = topOf(button.current);
            if (!isFolded) putBack.current = (log) => void (log.scrollTop += topOf(button.current) - before);
            setFolded(!isFolded);
          }}
          className="mt-1 -ml-2 inline-flex h-8 items-center gap-1 rounded-md px-2 text-sm font-medium text-accent-ink transition-colors hover:bg-hover [&_svg]:size-4"
        >
          {isFolded ? <ChevronDown aria-hidden="true" /> : <ChevronUp aria-hidden="true" />}
          {isFolded ? words.chat.answer.showAll : words.chat.answer.showLess}
        </button>
      ) : null}
    </>
  );
}

/** Whether a folded answer is in truth higher than it may be: its height was only guessed. */
function useClipped(box: { readonly current: HTMLDivElement | null }, isFolded: boolean): boolean {
  const [isClipped, setClipped] = useState(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !isFolded) return;
    const look = (): void => setClipped(element.scrollHeight > element.clientHeight + 1);
    look();
    const observer = new ResizeObserver(look);
    for (const child of [element, ...element.children]) observer.observe(child);
    return () => observer.disconnect();
  }, [box, isFolded]);
  return isClipped;
}

function topOf(element: Element | null): number {
  return element?.getBoundingClientRect().top ?? 0;
}

/** The list has to know how high the row is now, or it would take it for one that is scrolled away. */
function onceMeasured(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}
