// How full the model's window is, beside what one writes; it opens what can be done about it.
import { cx } from '../../../ui/cx.ts';
import type { Used } from './context-count.ts';
import { words } from '../../../words.ts';

type ContextMeterProps = { readonly used: Used; readonly window: number | null; readonly onOpen: () => void };

/** From here on it is worth a look. */
const tightShare = 0.85;

export function ContextMeter({ used, window, onOpen }: ContextMeterProps) {
  const figure = words.context.figure(used.tokens, used.isExact);
  const share = window === null ? 0 : Math.min(1, used.tokens / window);
  const isTight = share >= tightShare;
  return (
    <button
      type="button"
      aria-label={words.context.meter(figure, window)}
      aria-haspopup="dialog"
      onClick={onOpen}
      className={cx(
        'ml-auto inline-flex h-7 shrink-0 items-center gap-2 rounded-md px-2 text-xs tabular-nums transition-colors hover:bg-hover hover:text-ink',
        isTight ? 'text-warning' : 'text-ink-3',
      )}
    >
      {window === null ? null : (
        <svg aria-hidden="true" viewBox="0 0 40 6" className="h-1.5 w-10">
          <rect width="40" height="6" rx="3" className="fill-press" />
          <rect width={40 * share} height="6" rx="3" className="fill-current" />
        </svg>
      )}
      {window === null ? figure : words.context.ofWindow(figure, window)}
    </button>
  );
}
