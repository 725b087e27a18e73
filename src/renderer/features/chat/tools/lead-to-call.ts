// Leads whoever comes for it to the call that waits for them, wherever it stands and however late it is drawn.
import { createContext, use, useEffect, type RefObject } from 'react';
import type { MessageId } from '../../../../preload/contract/ids.ts';

/** Of one transcript. */
type Lead = {
  /** The answer in which the person was told that a call waits; an object of its own for each time. */
  readonly wish: { readonly messageId: MessageId } | null;
  /** Wishes that have led to a call. */
  readonly followed: WeakSet<object>;
  /** The reader's place is about to be another. */
  readonly letGo: () => void;
};

export const LeadContext = createContext<Lead>({ wish: null, followed: new WeakSet(), letGo: () => undefined });

type Here = {
  readonly answerId: MessageId;
  readonly isAsked: boolean;
  readonly card: RefObject<HTMLElement | null>;
  /** What takes the focus. */
  readonly header: RefObject<HTMLElement | null>;
};

/** Leads to the first of the calls that wait. */
export function useLeadHere({ answerId, isAsked, card, header }: Here): void {
  const { wish, followed, letGo } = use(LeadContext);
  useEffect(() => {
    if (!isAsked || wish === null || wish.messageId !== answerId || followed.has(wish)) return;
    followed.add(wish);
    // Once the list knows how high the rows are.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        header.current?.focus({ preventScroll: true });
        if (card.current === null || isWithinView(card.current)) return;
        letGo();
        card.current.scrollIntoView({ block: 'center' });
      }),
    );
  }, [answerId, isAsked, wish, followed, letGo, card, header]);
}

function isWithinView(element: HTMLElement): boolean {
  const log = element.closest('[role="log"]')?.getBoundingClientRect();
  const { top, bottom } = element.getBoundingClientRect();
  return log === undefined || (top >= log.top && bottom <= log.bottom);
}
