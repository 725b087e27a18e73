// Starts what a model has to write first, and stops it.
import { Button } from '../../../ui/button.tsx';
import type { Making } from './use-making.ts';
import { words } from '../../../words.ts';

type MakingButtonsProps = { readonly making: Making; readonly label: string; readonly onStart: () => void };

export function MakingButtons({ making, label, onStart }: MakingButtonsProps) {
  return (
    <>
      <Button isBusy={making.isBusy} onClick={onStart}>
        {making.isBusy ? words.context.working : label}
      </Button>
      {making.isBusy ? <Button onClick={making.stop}>{words.context.stop}</Button> : null}
      {making.trouble === null ? null : (
        <p role="alert" className="w-full text-sm text-danger">
          {making.trouble}
        </p>
      )}
    </>
  );
}
