// Moving a waiting question up or down: its button keeps the focus, and where it stands now is told to those who do not see it.
import { useLayoutEffect, useRef, useState } from 'react';
import type { MessageId } from '../../../../preload/contract/ids.ts';
import { words } from '../../../words.ts';
import type { WaitingQuestions } from './use-queue.ts';

type Direction = 'up' | 'down';

/** As the button of a row is found. */
export function moveKey(id: MessageId, to: Direction): string {
  return `${to} ${id}`;
}

export function useMoving({ waiting, move }: Pick<WaitingQuestions, 'waiting' | 'move'>) {
  const list = useRef<HTMLOListElement>(null);
  const wished = useRef<{ readonly id: MessageId; readonly to: Direction } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const order = waiting.map(({ id }) => id).join(' ');
  useLayoutEffect(() => {
    // The browser takes the focus from what is put elsewhere.
    const moved = wished.current;
    wished.current = null;
    if (moved === null) return setSaid(null);
    list.current?.querySelector<HTMLElement>(`[data-move="${moveKey(moved.id, moved.to)}"]`)?.focus();
    const at = order.split(' ').findIndex((id) => id === moved.id);
    if (at >= 0) setSaid(words.chat.queue.moved(at + 1, order.split(' ').length));
  }, [order]);
  return {
    list,
    said,
    async move(id: MessageId, to: Direction): Promise<void> {
      wished.current = { id, to };
      if (!(await move(id, to))) wished.current = null;
    },
  };
}
