// Keeps the reader where they are in a transcript, whatever changes its size: at the end, or where they were when they left the chat.
import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, type RefObject, type UIEvent } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { staysAtEnd, type ScrollPlace } from './near-end.ts';
import { atEnd, readPlace, writePlace, type ReadingPlace } from './reading-place.ts';

/** What is held on to while sizes change; free: nothing, the reader is somewhere in between. */
type Hold = ReadingPlace | { readonly kind: 'free' };

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

  useEffect(() => {
    const stop = new AbortController();
    const onMove = (): void => {
      if (hold.current.kind === 'row') hold.current = { kind: 'free' };
    };
    for (const move of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
      scroller.current?.addEventListener(move, onMove, { signal: stop.signal, passive: true });
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
    onScroll: ({ currentTarget: element }: UIEvent<HTMLDivElement>): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const now = { scrollTop, scrollHeight, clientHeight };
      if (hold.current.kind !== 'row')
        hold.current = staysAtEnd(hold.current.kind === 'end', before.current, now) ? atEnd : { kind: 'free' };
      before.current = now;
      const row = rows.getVirtualItemForOffset(scrollTop);
      const messageId = row === undefined ? undefined : path[row.index]?.id;
      if (hold.current.kind !== 'free') reached.current = hold.current;
      else if (row !== undefined && messageId !== undefined)
        reached.current = { kind: 'row', messageId, belowPx: scrollTop - row.start };
    },
  };
}
