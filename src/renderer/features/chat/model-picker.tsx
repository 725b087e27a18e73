// Which model answers. Says of each what it is, how big, where it runs, and whether it is in memory already.
import type { Model, OllamaState } from '../../../preload/contract/models.ts';
import { Combobox, type ComboboxOption } from '../../ui/combobox.tsx';
import { sayModel } from './model-text.ts';

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
    state: one.isLoaded && !one.isDemo ? <Badge text="In memory" isLoud={false} /> : null,
  }));
  return (
    <Combobox
      label="Model"
      value={model}
      options={options}
      onChange={onChoose}
      placeholder={ollama === null || ollama.kind === 'checking' ? 'Looking for models…' : 'Choose a model'}
      searchPlaceholder="Search models"
      emptyText={
        models.length === 0 ? 'No models installed. Download one with “ollama pull gemma3”.' : 'No model matches.'
      }
      align="end"
    />
  );
}

function badgeOf(model: Model) {
  if (model.isDemo) return <Badge text="Demo" isLoud />;
  return model.place === 'cloud' ? <Badge text="Cloud" isLoud /> : null;
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
