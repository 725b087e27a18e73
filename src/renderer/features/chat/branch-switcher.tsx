// Steps through the other versions of a message: ‹ 2/3 ›. Each version is a row of its own, so the focus is handed on to the next.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { MessageId } from '../../../preload/contract/ids.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import type { Branching } from './message-tree.ts';
import type { Side, VersionWish } from './version-wish.ts';
import { words } from '../../words.ts';

export function BranchSwitcher({
  branching,
  wish,
  onShow,
}: {
  readonly branching: Branching;
  readonly wish: VersionWish;
  readonly onShow: (id: MessageId) => void;
}) {
  const { index, siblings } = branching;
  const group = useRef<HTMLDivElement>(null);
  const own = siblings[index];
  useEffect(() => {
    const side = wish.take(own);
    const buttons = group.current?.querySelectorAll('button');
    if (side !== null) buttons?.[side === 'previous' ? 0 : 1]?.focus({ preventScroll: true });
  }, [wish, own]);
  const step = (side: Side) => {
    const target = siblings[side === 'previous' ? index - 1 : index + 1];
    return {
      // Not disabled, which would take the focus away at the first and the last version.
      'aria-disabled': target === undefined || undefined,
      onClick: () => {
        if (target === undefined) return;
        wish.put(target, side);
        onShow(target);
      },
    };
  };
  return (
    <div
      ref={group}
      role="group"
      aria-label={words.chat.answer.version(index + 1, siblings.length)}
      className="inline-flex items-center text-xs text-ink-3 tabular-nums"
    >
      <IconButton
        size="sm"
        label={words.chat.answer.previousVersion}
        icon={<ChevronLeft />}
        className={stepLook}
        {...step('previous')}
      />
      <span aria-hidden="true">
        {words.formats.count(index + 1)}/{words.formats.count(siblings.length)}
      </span>
      <IconButton
        size="sm"
        label={words.chat.answer.nextVersion}
        icon={<ChevronRight />}
        className={stepLook}
        {...step('next')}
      />
    </div>
  );
}

const stepLook = 'aria-disabled:opacity-50 aria-disabled:hover:bg-transparent';
