// Which model a new chat starts with, what every model is told first, and the demo model.
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useUsualOllama } from '../../rpc/core-context.tsx';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { SaveNote, SettingRow } from './setting-row.tsx';
import { SystemPrompt } from './system-prompt.tsx';
import { useSave } from './use-save.ts';
import { words } from '../../words.ts';

/** Stands for "no choice made"; no model can be called so. */
const none = '';

export function ModelsPage({ settings }: { readonly settings: Settings }): ReactNode {
  const ollama = useUsualOllama();
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
  const { openModels } = useWays();
  return (
    <div>
      <div className="border-b border-line pb-4">
        <Button onClick={openModels}>{words.manager.open}</Button>
      </div>
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
      <SettingRow name={words.manager.keepFor.label} hint={words.manager.keepFor.hint}>
        <Select
          label={words.manager.keepFor.label}
          isLabelHidden
          className="w-full @lg:w-64"
          value={String(settings.keepLoadedS)}
          options={keepOptions(settings.keepLoadedS)}
          onChange={(value) => save({ keepLoadedS: value === 'null' ? null : Number(value) })}
        />
      </SettingRow>
      <div className="border-b border-line py-4">
        <SystemPrompt kept={settings.systemPrompt} />
      </div>
      <div className="border-b border-line py-4">
        <Switch
          label={words.settings.models.titles}
          hint={words.settings.models.titlesHint}
          isOn={settings.makesTitles}
          onChange={(makesTitles) => save({ makesTitles })}
        />
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

/** Seconds, as they are kept; null: Ollama's own. */
const keepChoices = [null, 0, 300, 1_800, 3_600, 14_400, -1] as const;

/** One that stands in the file and is none of ours is offered as it is. */
function keepOptions(kept: number | null): readonly { readonly value: string; readonly label: string }[] {
  const all: readonly (number | null)[] = keepChoices.some((one) => one === kept)
    ? keepChoices
    : [...keepChoices, kept];
  return all.map((seconds) => ({ value: String(seconds), label: sayKept(seconds) }));
}

function sayKept(seconds: number | null): string {
  const say = words.manager.keepFor;
  if (seconds === null) return say.ollama;
  if (seconds < 0) return say.always;
  if (seconds === 0) return say.now;
  return seconds % 3_600 === 0 ? say.hours(seconds / 3_600) : say.minutes(Math.ceil(seconds / 60));
}
