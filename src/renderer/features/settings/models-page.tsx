// Which model a new chat starts with, what every model is told first, and the demo model.
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useOllama } from '../../rpc/core-context.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { SaveNote, SettingRow } from './setting-row.tsx';
import { SystemPrompt } from './system-prompt.tsx';
import { useSave } from './use-save.ts';
import { words } from '../../words.ts';

/** Stands for "no choice made"; no model can be called so. */
const none = '';

export function ModelsPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { value: ollama } = useOllama();
  const { state, save } = useSave();
  const models = ollama === null || ollama.kind === 'checking' ? [] : ollama.models;
  const isAway = settings.defaultModel !== null && !models.some((model) => model.name === settings.defaultModel);
  const options = [
    { value: none, label: words.settings.models.automatic },
    ...(isAway && settings.defaultModel !== null
      ? [{ value: settings.defaultModel, label: words.settings.models.notInstalled(settings.defaultModel) }]
      : []),
    ...models.map(({ name, place }) => ({
      value: name,
      label: place === 'cloud' ? words.settings.models.inCloud(name) : name,
    })),
  ];
  return (
    <div>
      <SettingRow name={words.settings.models.forNewChats} hint={words.settings.models.forNewChatsHint}>
        <Select
          label={words.settings.models.forNewChats}
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
          label={words.settings.models.demo}
          hint={words.settings.models.demoHint}
          isOn={settings.isDemoModelOn}
          onChange={(isDemoModelOn) => save({ isDemoModelOn })}
        />
      </div>
      {state.kind === 'refused' ? <SaveNote tone="bad">{state.sentence}</SaveNote> : null}
    </div>
  );
}
