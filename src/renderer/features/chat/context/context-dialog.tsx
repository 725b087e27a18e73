// What the model sees, and the four ways on when it is not enough: a wider window, a summary, fewer turns, a new chat.
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { CarryOver } from './carry-over.tsx';
import { turnsIn, type Used } from './context-count.ts';
import { LeaveOut } from './leave-out.tsx';
import type { Situation } from './situation.ts';
import { Summarise } from './summarise.tsx';
import { Widen } from './widen.tsx';
import { words } from '../../../words.ts';

type ContextDialogProps = {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly situation: Situation;
  readonly used: Used;
};

export function ContextDialog({ isOpen, onOpenChange, situation, used }: ContextDialogProps) {
  const { path, window } = situation;
  const close = (): void => onOpenChange(false);
  const figure = words.context.figure(used.tokens, used.isExact);
  const share = window.now === null ? null : used.tokens / window.now;
  const turns = turnsIn(path);
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={words.context.title}
      description={words.context.about}
      size="lg"
      footer={<Button onClick={close}>{words.context.close}</Button>}
    >
      <p className="text-base font-medium tabular-nums">{words.context.used(figure, window.now, share)}</p>
      {used.isExact ? null : <p className="text-sm text-ink-3">{words.context.estimated}</p>}
      <Widen situation={situation} onDone={close} />
      {turns.length < 2 ? null : <Summarise situation={situation} turns={turns} onDone={close} />}
      {turns.length < 2 ? null : <LeaveOut situation={situation} turns={turns} onDone={close} />}
      {turns.length === 0 ? null : <CarryOver situation={situation} turns={turns} onDone={close} />}
    </Dialog>
  );
}
