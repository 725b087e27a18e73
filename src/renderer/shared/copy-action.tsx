// Copies a message as it was written.
import { Check, Copy } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { useCopy } from './use-copy.ts';

export function CopyAction({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, copy] = useCopy(text);
  return (
    <>
      <IconButton
        size="sm"
        label={state === 'copied' ? 'Copied' : label}
        icon={state === 'copied' ? <Check /> : <Copy />}
        onClick={copy}
      />
      <span role="status" className={state === 'refused' ? 'self-center pr-1 text-xs text-danger' : 'sr-only'}>
        {state === 'refused' ? 'Couldn’t copy' : ''}
      </span>
    </>
  );
}
