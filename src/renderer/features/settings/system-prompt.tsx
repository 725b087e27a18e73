// The words every chat begins with. Kept when one leaves the field; a draft that is refused stays.
import { useState, type ReactNode } from 'react';
import { TextArea } from '../../ui/text-area.tsx';
import { useSave } from './use-save.ts';
import { words } from '../../words.ts';

const longest = 20_000;

export function SystemPrompt({ kept }: { readonly kept: string }): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const { state, save } = useSave();
  const text = draft ?? kept;
  const note =
    text !== kept
      ? words.settings.models.savedOnLeaving
      : state.kind === 'saved'
        ? words.settings.models.saved
        : words.settings.models.promptHint;
  return (
    <TextArea
      label={words.settings.models.systemPrompt}
      rows={5}
      maxLength={longest}
      value={text}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => text !== kept && save({ systemPrompt: text })}
      error={state.kind === 'refused' ? state.sentence : null}
      hint={text.length > longest * 0.9 ? words.settings.models.charactersLeft(longest - text.length, note) : note}
    />
  );
}
