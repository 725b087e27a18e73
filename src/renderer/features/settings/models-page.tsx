// Which model a new chat starts with, what every model is told first, and the demo model.
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useOllama } from '../../rpc/core-context.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { SaveNote, SettingRow } from './setting-row.tsx';
import { SystemPrompt } from './system-prompt.tsx';
import { useSave } from './use-save.ts';

/** Stands for "no choice made"; no model can be called so. */
const none = '';

export function ModelsPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { value: ollama } = useOllama();
  const { state, save } = useSave();
  const models = ollama === null || ollama.kind === 'checking' ? [] : ollama.models;
  const isAway = settings.defaultModel !== null && !models.some((model) => model.name === settings.defaultModel);
  const options = [
    { value: none, label: 'Automatic' },
    ...(isAway && settings.defaultModel !== null
      ? [{ value: settings.defaultModel, label: `${settings.defaultModel} (not installed)` }]
      : []),
    ...models.map(({ name, place }) => ({ value: name, label: place === 'cloud' ? `${name} (cloud)` : name })),
  ];
  return (
    <div>
      <SettingRow name="Model for new chats" hint="You can change it in each chat.">
        <Select
          label="Model for new chats"
          isLabelHidden
          className="w-full @lg:w-64"
          value={settings.defaultModel ?? none}
          options={options}
          onChange={(name) => save({ defaultModel: name === none ? null : name })}
        />
      </SettingRow>
      <div className="border-b border-line py-4">
        <SystemPrompt kept={settings.systemPrompt} />
      </div>
      <div className="py-4">
        <Switch
          label="Demo model"
          hint="Not a real language model. It replies with canned answers so you can try the app without Ollama."
          isOn={settings.isDemoModelOn}
          onChange={(isDemoModelOn) => save({ isDemoModelOn })}
        />
      </div>
      {state.kind === 'refused' ? <SaveNote tone="bad">{state.sentence}</SaveNote> : null}
    </div>
  );
}
