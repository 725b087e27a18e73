// Which model answers. Says of each what it is, where it runs, how big it is or what it costs, and whether it is in memory already.
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { Model, ModelRef } from '../../../preload/contract/models.ts';
import { Popover } from 'radix-ui';
import { sayHosted } from '../../shared/hosted-words.ts';
import { Button } from '../../ui/button.tsx';
import { Combobox, type ComboboxOption } from '../../ui/combobox.tsx';
import { allModels, keyOf, ownModels, sayName, type Offer } from './model-ref.ts';
import { sayModel } from './model-text.ts';
import { words } from '../../words.ts';

type ModelPickerProps = {
  readonly offer: Offer;
  readonly model: ModelRef | null;
  readonly onChoose: (model: ModelRef) => void;
  readonly onManage: () => void;
};

export function ModelPicker({ offer, model, onChoose, onManage }: ModelPickerProps) {
  const { ollama, hosted } = offer;
  const own = ownModels(ollama);
  const isGrouped = hosted !== null && hosted.models.length > 0;
  const options = [
    ...own.map((one) => ownOption(one, ollama?.address ?? '', isGrouped)),
    ...(isGrouped ? hostedOptions(offer, hosted) : []),
  ];
  const isLooking = ollama === null || ollama.kind === 'checking';
  return (
    <Combobox
      label={words.chat.models.label}
      value={model === null ? null : keyOf(model)}
      unlisted={model === null ? null : { label: model.name, badge: model.venue === 'hosted' ? hostedBadge : null }}
      options={options}
      onChange={(key) => {
        const chosen = allModels(offer).find((one) => keyOf(one) === key);
        if (chosen !== undefined) onChoose(chosen);
      }}
      placeholder={isLooking ? words.chat.models.looking : words.chat.models.choose}
      searchPlaceholder={words.chat.models.search}
      emptyText={options.length === 0 ? words.chat.models.none : words.chat.models.noMatch}
      align="end"
      footer={
        <Popover.Close asChild>
          <Button variant="ghost" size="sm" className="w-full" onClick={onManage}>
            {words.manager.open}
          </Button>
        </Popover.Close>
      }
    />
  );
}

function ownOption(one: Model, address: string, isGrouped: boolean): ComboboxOption {
  return {
    value: keyOf({ name: one.name, venue: 'local' }),
    label: one.name,
    group: isGrouped ? words.chat.models.own : undefined,
    detail: sayModel(one, address),
    badge: badgeOf(one),
    state: one.isLoaded && !one.isDemo ? <Badge text={words.chat.models.inMemory} isLoud={false} /> : null,
  };
}

function hostedOptions(offer: Offer, hosted: HostedState): readonly ComboboxOption[] {
  return hosted.models.map((one) => {
    const ref: ModelRef = { name: one.name, venue: 'hosted' };
    return {
      value: keyOf(ref),
      label: one.name,
      chosenLabel: sayName(ref, offer),
      group: hosted.operator,
      detail: sayHosted(one, hosted),
      chosenBadge: hostedBadge,
    };
  });
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

const hostedBadge = <Badge text={words.chat.models.hosted} isLoud />;
