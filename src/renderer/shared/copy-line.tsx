// A command to copy, with a button that says when it has.
import { Check, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import { useCopy } from './use-copy.ts';

export function CopyLine({ command }: { readonly command: string }): ReactNode {
  const [state, copy] = useCopy(command);
  return (
    <div className="mt-2 flex items-center gap-2 rounded-md border border-line bg-code py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-1 font-mono text-sm wrap-anywhere whitespace-pre-wrap [font-variant-ligatures:none] text-code-ink select-all">
        {command}
      </code>
      <IconButton
        size="sm"
        label={`Copy “${command}”`}
        icon={state === 'copied' ? <Check className="text-positive" /> : <Copy />}
        onClick={copy}
      />
      <span role="status" className={state === 'refused' ? 'pr-2 text-sm text-danger' : 'sr-only'}>
        {state === 'copied' ? 'Copied' : ''}
        {state === 'refused' ? 'Couldn’t copy' : ''}
      </span>
    </div>
  );
}
