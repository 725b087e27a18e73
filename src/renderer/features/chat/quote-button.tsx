// Quotes what is selected of an answer in the next message. It shows while something is selected.
import { TextQuote } from 'lucide-react';
import { useEffect, useState, type RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { quoteOf } from './quote.ts';
import { useTurnActions } from './turn-actions.tsx';
import { words } from '../../words.ts';

export function QuoteButton({ within }: { readonly within: RefObject<HTMLElement | null> }) {
  const { onQuote } = useTurnActions();
  const [hasSelection, setHasSelection] = useState(false);
  useEffect(() => {
    const look = (): void => setHasSelection(quoteOf(selectedIn(within.current)) !== '');
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [within]);
  if (!hasSelection) return null;
  return (
    <Button
      size="sm"
      icon={<TextQuote className="size-4" />}
      className="pointer-events-auto animate-rise rounded-full! bg-float! shadow-lift"
      // Pressing it must not take the selection away.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        const quote = quoteOf(selectedIn(within.current));
        document.getSelection()?.removeAllRanges();
        onQuote(quote);
      }}
    >
      {words.chat.answer.quote}
    </Button>
  );
}

/** Within one answer, so that names and buttons between two are never quoted. */
function selectedIn(root: HTMLElement | null): string {
  const selection = document.getSelection();
  if (root === null || selection === null || selection.isCollapsed) return '';
  const answer = proseAround(selection.anchorNode);
  const isOne = answer !== null && answer === proseAround(selection.focusNode) && root.contains(answer);
  return isOne ? selection.toString() : '';
}

function proseAround(node: Node | null): Element | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  return element?.closest('.prose') ?? null;
}
