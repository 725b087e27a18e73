// Steps through the other versions of a message: ‹ 2/3 ›.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { MessageId } from '../../../preload/contract/ids.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import type { Branching } from './chat-state.ts';

export function BranchSwitcher({
  branching,
  onShow,
}: {
  readonly branching: Branching;
  readonly onShow: (id: MessageId) => void;
}) {
  const { index, siblings } = branching;
  const before = siblings[index - 1];
  const after = siblings[index + 1];
  return (
    <div
      role="group"
      aria-label={`Version ${index + 1} of ${siblings.length}`}
      className="inline-flex items-center text-xs text-ink-3 tabular-nums"
    >
      <IconButton
        size="sm"
        label="Version before"
        icon={<ChevronLeft />}
        disabled={before === undefined}
        onClick={() => before && onShow(before)}
      />
      <span aria-hidden="true">
        {index + 1}/{siblings.length}
      </span>
      <IconButton
        size="sm"
        label="Version after"
        icon={<ChevronRight />}
        disabled={after === undefined}
        onClick={() => after && onShow(after)}
      />
    </div>
  );
}
