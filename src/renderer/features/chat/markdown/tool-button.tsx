// The small buttons above a block of code, a table or a drawing. An answer can hold hundreds of them, so they are plain.
import { Check, Copy, Download } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { TextFile } from '../../../../preload/contract/app.ts';
import { useCopy } from '../../../shared/use-copy.ts';
import { useAnswerTools } from './answer-tools.tsx';
import { words } from '../../../words.ts';

type ToolButtonProps = {
  /** Its name, also shown beside it after a while. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
  /** Whether a button that stays pressed is pressed; left out: it does not stay pressed. */
  readonly isOn?: boolean;
};

export function ToolButton({ label, icon, isOn, onClick }: ToolButtonProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      aria-pressed={isOn}
      onClick={onClick}
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink active:bg-press aria-pressed:text-accent-ink [&_svg]:size-4"
    >
      {icon}
    </button>
  );
}

type CopyToolProps = { readonly text: string; readonly label: string; readonly icon?: ReactNode };

export function CopyTool({ text, label, icon = <Copy /> }: CopyToolProps) {
  const [state, copy] = useCopy(text);
  return (
    <>
      <Outcome text={state === 'idle' ? '' : words.copying[state]} isBad={state === 'refused'} />
      <ToolButton
        label={state === 'copied' ? words.copying.copied : label}
        icon={state === 'copied' ? <Check className="text-positive" /> : icon}
        onClick={copy}
      />
    </>
  );
}

const shownMs = 2_000;

type SaveToolProps = { readonly label: string; readonly file: () => TextFile };

export function SaveTool({ label, file }: SaveToolProps) {
  const { save } = useAnswerTools();
  const [state, setState] = useState<'idle' | 'saved' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), shownMs);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <>
      <Outcome text={state === 'idle' ? '' : words.chat.markdown[state]} isBad={state === 'failed'} />
      <ToolButton
        label={label}
        icon={state === 'saved' ? <Check className="text-positive" /> : <Download />}
        onClick={() => void save(file()).then((how) => setState(how === 'cancelled' ? 'idle' : how))}
      />
    </>
  );
}

/** Good news is only spoken: its sign is to be seen. */
function Outcome({ text, isBad }: { readonly text: string; readonly isBad: boolean }) {
  return (
    <span role="status" className={isBad ? 'px-1 text-xs text-danger' : 'sr-only'}>
      {text}
    </span>
  );
}
