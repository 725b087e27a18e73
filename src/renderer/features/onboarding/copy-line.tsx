// A command to copy, with a button that says when it has.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';

const shownMs = 2_000;

export function CopyLine({ command }: { readonly command: string }): ReactNode {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), shownMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    navigator.clipboard.writeText(command).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <div className="mt-2 flex items-center gap-2 rounded-md border border-line bg-code py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 overflow-x-auto py-1 font-mono text-sm whitespace-nowrap [font-variant-ligatures:none] text-code-ink select-all">
        {command}
      </code>
      <span role="status" className="sr-only">
        {state === 'copied'
          ? 'Copied'
          : state === 'refused'
            ? 'It could not be copied; select the line and copy it yourself'
            : ''}
      </span>
      <IconButton
        size="sm"
        label={`Copy “${command}”`}
        icon={state === 'copied' ? <Check className="text-positive" /> : <Copy />}
        onClick={copy}
      />
    </div>
  );
}
