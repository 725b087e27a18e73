// A command to copy into a terminal.
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { words } from '../words.ts';

export function CopyLine({ command }: { readonly command: string }): ReactNode {
  return (
    <div className="mt-2 flex items-center gap-2 rounded-md border border-line bg-code py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-1 font-mono text-sm wrap-anywhere whitespace-pre-wrap [font-variant-ligatures:none] text-code-ink select-all">
        {command}
      </code>
      <CopyButton text={command} label={words.onboarding.copyCommand(command)} />
    </div>
  );
}
