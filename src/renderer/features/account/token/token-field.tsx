// The field for a token: hidden like a password, shown on demand, remembered by nobody, checked while it is typed.
import { CircleCheck, Eye, EyeOff } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../../../ui/icon-button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { TokenEntry } from './token-entry.ts';
import { words } from '../../../words.ts';

type TokenFieldProps = {
  readonly text: string;
  readonly entry: TokenEntry;
  /** Said once the person has tried to go on with it. */
  readonly error: string | null;
  /** What had the focus before is gone. */
  readonly takesFocus: boolean;
  readonly onText: (text: string) => void;
};

export function TokenField({ text, entry, error, takesFocus, onText }: TokenFieldProps): ReactNode {
  const [isRevealed, setRevealed] = useState(false);
  const wrong = entry.kind === 'wrong' ? entry.sentence : error;
  return (
    <TextField
      className="mt-4"
      label={words.tokens.field.label}
      type={isRevealed ? 'text' : 'password'}
      name="tallystick-token"
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      data-1p-ignore
      data-lpignore="true"
      maxLength={400}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened for this field
      autoFocus={takesFocus}
      value={text}
      placeholder="tally_…"
      inputClassName="font-mono text-sm [font-variant-ligatures:none]"
      error={wrong}
      hint={wrong === null ? <Hint entry={entry} /> : null}
      trailing={
        <IconButton
          size="sm"
          className="-mr-2"
          label={isRevealed ? words.tokens.field.hide : words.tokens.field.show}
          aria-pressed={isRevealed}
          icon={isRevealed ? <EyeOff /> : <Eye />}
          onClick={() => setRevealed(!isRevealed)}
        />
      }
      onChange={(event) => onText(event.target.value)}
    />
  );
}

/** One line high in each state, so that nothing below it moves. */
function Hint({ entry }: { readonly entry: TokenEntry }): ReactNode {
  switch (entry.kind) {
    case 'empty':
    case 'wrong':
      return words.tokens.field.hint;
    case 'unfinished':
      return entry.sentence;
    case 'ok':
      return (
        <span role="status" className="flex items-center gap-1.5 text-positive">
          <CircleCheck aria-hidden="true" className="size-4" />
          {words.tokens.field.complete}
        </span>
      );
  }
}
