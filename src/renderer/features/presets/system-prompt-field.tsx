// What the model is told first in this chat: the words of the settings, others, or none.
import { useState } from 'react';
import { systemPromptMax } from '../../../preload/contract/parameter-bounds.ts';
import { useSettings } from '../../rpc/core-context.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

export function SystemPromptField({ parameters, change }: Pick<Tuning, 'parameters' | 'change'>) {
  const { value: settings } = useSettings();
  const [draft, setDraft] = useState<string | null>(null);
  const { systemPrompt } = parameters;
  const general = settings?.systemPrompt ?? '';
  const text = draft ?? systemPrompt ?? '';
  const { name, hint, fromSettings, none, noneHint } = words.parameters.systemPrompt;
  const isNone = systemPrompt === '';
  return (
    <>
      <TextArea
        label={name}
        rows={3}
        dir="auto"
        maxLength={systemPromptMax}
        value={text}
        placeholder={isNone ? '' : general.slice(0, 200)}
        disabled={isNone}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => {
          setDraft(null);
          if (draft !== null && draft !== (systemPrompt ?? ''))
            change({ systemPrompt: draft.trim() === '' ? null : draft });
        }}
        hint={general === '' ? hint : `${hint} ${fromSettings}`}
      />
      {general === '' && !isNone ? null : (
        <Switch
          label={none}
          hint={noneHint}
          isOn={isNone}
          onChange={(isOn) => change({ systemPrompt: isOn ? '' : null })}
        />
      )}
    </>
  );
}
