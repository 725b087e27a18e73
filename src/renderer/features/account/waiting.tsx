// A step that waits, with the words for what.
import { useEffect, useRef, type ReactNode } from 'react';
import { Spinner } from '../../ui/spinner.tsx';

/** `takesFocus`: nothing else in its dialog could have it yet. */
export function Waiting({
  text,
  takesFocus = false,
}: {
  readonly text: string;
  readonly takesFocus?: boolean;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!takesFocus) return;
    // A frame later: the dialog first has to note where the focus is to return.
    const frame = requestAnimationFrame(() => box.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [takesFocus]);
  return (
    <div
      ref={box}
      role="status"
      tabIndex={-1}
      className="flex flex-col items-center gap-4 py-16 text-center text-ink-2 outline-none"
    >
      <Spinner size={40} label={null} />
      {text}
    </div>
  );
}
