// The buttons that copy a text. For a moment they say that they have, or that they could not.
import { Check, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useCopy } from './use-copy.ts';
import { words } from '../words.ts';

type CopyButtonProps = {
  readonly text: string;
  /** What the button does, such as "Copy address". */
  readonly label: string;
};

export function CopyButton({ text, label }: CopyButtonProps): ReactNode {
  const [state, copy] = useCopy(text);
  return (
    <>
      <IconButton
        size="sm"
        label={state === 'copied' ? words.copying.copied : label}
        icon={state === 'copied' ? <Check className="text-positive" /> : <Copy />}
        onClick={copy}
      />
      <span role="status" className={state === 'refused' ? 'self-center pr-1 text-xs text-danger' : 'sr-only'}>
        {state === 'idle' ? '' : words.copying[state]}
      </span>
    </>
  );
}

/** The same with its word beside the icon, for a bar that has room. */
export function CopyWordButton({ text, label }: CopyButtonProps): ReactNode {
  const [state, copy] = useCopy(text);
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={state === 'idle' ? label : words.copying[state]}
      icon={state === 'copied' ? <Check className="size-3.5" /> : <Copy className="size-3.5" />}
      className={state === 'refused' ? 'text-xs text-danger' : 'text-xs'}
      onClick={copy}
    >
      {words.copying[state]}
    </Button>
  );
}
