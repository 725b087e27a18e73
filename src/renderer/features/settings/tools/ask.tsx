// A question in its place: what is about to happen, and the answers to it. It takes the focus, and Escape says no.
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { focusFirst } from '../../../ui/focus-return.ts';

type AskProps = {
  readonly title: string;
  readonly children?: ReactNode;
  /** Buttons, the main one first. */
  readonly actions: ReactNode;
  readonly onNo: () => void;
};

export function Ask({ title, children, actions, onNo }: AskProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const asked = box.current;
    asked?.querySelector('button')?.focus();
    return () => {
      if (document.activeElement === document.body || asked?.contains(document.activeElement) === true)
        focusFirst([before]);
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only hears Escape on its way up
    <div
      ref={box}
      role="group"
      data-own-escape
      aria-labelledby={`${id}-title`}
      aria-describedby={children === undefined ? undefined : `${id}-text`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onNo();
      }}
      className="mt-3 flex flex-col gap-3 rounded-lg border border-line-strong bg-sunken p-4"
    >
      <div className="flex flex-col gap-2">
        <p id={`${id}-title`} className="font-medium wrap-anywhere">
          {title}
        </p>
        {children === undefined ? null : (
          <div id={`${id}-text`} className="flex flex-col gap-2 text-ink-2">
            {children}
          </div>
        )}
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}
