// Which model answers. Says of each what it is, how big, where it runs, and whether it is in memory already.
import type { Model, OllamaState } from '../../../preload/contract/models.ts';
import { Combobox, type ComboboxOption } from '../../ui/combobox.tsx';
import { sayModel } from './model-text.ts';
import { words } from '../../words.ts';

type ModelPickerProps = {
  readonly ollama: OllamaState | null;
  readonly model: string | null;
  readonly onChoose: (model: string) => void;
};

export function ModelPicker({ ollama, model, onChoose }: ModelPickerProps) {
  const models = ollama === null || ollama.kind === 'checking' ? [] : ollama.models;
  const options = models.map((one): ComboboxOption => ({
    value: one.name,
    label: one.name,
    detail: sayModel(one, ollama?.address ?? ''),
    badge: badgeOf(one),
    state: one.isLoaded && !one.isDemo ? <Badge text={words.chat.models.inMemory} isLoud={false} /> : null,
  }));
  return (
    <Combobox
      label={words.chat.models.label}
      value={model}
      options={options}
      onChange={onChoose}
      placeholder={ollama === null || ollama.kind === 'checking' ? words.chat.models.looking : words.chat.models.choose}
      searchPlaceholder={words.chat.models.search}
      emptyText={models.length === 0 ? words.chat.models.none : words.chat.models.noMatch}
      align="end"
    />
  );
}

function badgeOf(model: Model) {
  if (model.isDemo) return <Badge text={words.chat.models.demo} isLoud />;
  return model.place === 'cloud' ? <Badge text={words.chat.models.cloud} isLoud /> : null;
}

function Badge({ text, isLoud }: { readonly text: string; readonly isLoud: boolean }) {
  return (
    <span
      className={`inline-flex h-5 shrink-0 items-center rounded-full px-2 text-2xs font-medium ${isLoud ? 'bg-warning-soft text-warning' : 'bg-positive-soft text-positive max-sm:hidden'}`}
    >
      {text}
    </span>
  );
}
