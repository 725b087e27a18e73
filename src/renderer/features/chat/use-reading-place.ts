// Keeps the reader where they are in a transcript, whatever changes its size: at the end, or where they were when they left the chat.
import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, type RefObject, type UIEvent } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { distanceFromEnd, staysAtEnd, type ScrollPlace } from './near-end.ts';
import { atEnd, readPlace, writePlace, type ReadingPlace } from './reading-place.ts';

/** What is held on to while sizes change; free: nothing, the reader is somewhere in between. */
type Hold = ReadingPlace | { readonly kind: 'free' };

/** For so long after the last touch a page still glides. */
const glideMs = 500;

type Transcript = {
  readonly chatId: ChatId | null;
  readonly path: readonly { readonly id: MessageId }[];
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** As high as everything in it. */
  readonly content: RefObject<HTMLDivElement | null>;
};

export function useReadingPlace({ chatId, path, rows, scroller, content }: Transcript) {
  const hold = useRef<Hold>(atEnd);
  const before = useRef<ScrollPlace>({ scrollTop: 0, scrollHeight: 0, clientHeight: 0 });
  const reached = useRef<ReadingPlace | null>(null);
  const hand = useRef({ isDown: false, lastAt: Number.NEGATIVE_INFINITY });

  const settle = (): void => {
    const element = scroller.current;
    const held = hold.current;
    if (element === null || held.kind === 'free') return;
    if (held.kind === 'end') {
      element.scrollTo({ top: element.scrollHeight });
      return;
    }
    const start = rows.measurementsCache[path.findIndex(({ id }) => id === held.messageId)]?.start;
    if (start === undefined) hold.current = { kind: 'free' };
    else element.scrollTo({ top: start + held.belowPx });
  };
  const latest = useRef(settle);
  useLayoutEffect(() => {
    latest.current = settle;
  });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    for (const { current } of [scroller, content]) if (current !== null) observer.observe(current);
    return () => observer.disconnect();
  }, [scroller, content]);

  const firstId = path[0]?.id ?? null;
  const firstBefore = useRef(firstId);
  // The rest of a long chat has come before what was there: whoever had scrolled up stays where they were.
  useLayoutEffect(() => {
    if (firstBefore.current === firstId) return;
    const hasGrown = path.some(({ id }) => id === firstBefore.current);
    firstBefore.current = firstId;
    if (!hasGrown || reached.current === null) return;
    hold.current = reached.current;
    latest.current();
  }, [firstId, path]);

  useEffect(() => {
    const stop = new AbortController();
    const options = { signal: stop.signal, passive: true };
    const onMove = ({ type, timeStamp }: Event): void => {
      hand.current = { isDown: hand.current.isDown || type === 'pointerdown', lastAt: timeStamp };
      if (hold.current.kind === 'row') hold.current = { kind: 'free' };
    };
    for (const move of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
      scroller.current?.addEventListener(move, onMove, options);
    // The scrollbar is let go of anywhere.
    const onUp = ({ timeStamp }: Event): void => {
      hand.current = { isDown: false, lastAt: timeStamp };
    };
    for (const up of ['pointerup', 'pointercancel']) window.addEventListener(up, onUp, options);
    return () => stop.abort();
  }, [scroller]);
  useEffect(() => {
    if (chatId === null) return;
    const keep = (): void => {
      if (reached.current !== null) writePlace(sessionStorage, chatId, reached.current);
    };
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [chatId]);

  const holdOn = (next: Hold): void => {
    hold.current = next;
    settle();
  };
  return {
    holdOn,
    /** Where it was left, for as long as this window lives. */
    kept: (): ReadingPlace => (chatId === null ? atEnd : readPlace(sessionStorage, chatId)),
    onScroll: ({ currentTarget: element, timeStamp }: UIEvent<HTMLDivElement>): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const now = { scrollTop, scrollHeight, clientHeight };
      const isByHand = hand.current.isDown || timeStamp - hand.current.lastAt < glideMs;
      const scroll = { wasAtEnd: hold.current.kind === 'end', before: before.current, now, isByHand };
      if (hold.current.kind !== 'row') hold.current = staysAtEnd(scroll) ? atEnd : { kind: 'free' };
      // What was measured again after the last change of size may have moved the page once more.
      if (hold.current.kind === 'end' && !isByHand && distanceFromEnd(now) > 1) settle();
      before.current = now;
      const row = rows.getVirtualItemForOffset(scrollTop);
      const messageId = row === undefined ? undefined : path[row.index]?.id;
      if (hold.current.kind !== 'free') reached.current = hold.current;
      else if (row !== undefined && messageId !== undefined)
        reached.current = { kind: 'row', messageId, belowPx: scrollTop - row.start };
    },
  };
}
