// Which model answers. Says of each what it is, where it runs, how big it is or what it costs, and whether it is in memory already.
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { Model, ModelRef, OllamaState } from '../../../preload/contract/models.ts';
import { Popover } from 'radix-ui';
import { memo } from 'react';
import { nameOllama, sayLeaving, sayPlace } from '../../shared/place-words.ts';
import { sayHosted } from '../../shared/hosted-words.ts';
import { Button } from '../../ui/button.tsx';
import { Combobox, type ComboboxOption } from '../../ui/combobox.tsx';
import { allModels, isOllamaGone, keyOf, ownModels, sayName, type Offer } from './model-ref.ts';
import { sayModel, sayWhereTo } from './model-text.ts';
import { words } from '../../words.ts';

type ModelPickerProps = {
  readonly offer: Offer;
  readonly model: ModelRef | null;
  readonly onChoose: (model: ModelRef) => void;
  readonly onManage: () => void;
};

export const ModelPicker = memo(function ModelPicker({ offer, model, onChoose, onManage }: ModelPickerProps) {
  const { hosted } = offer;
  const ollamas = offer.ollamas ?? [];
  const isSeveral = ollamas.length > 1;
  const hasHosted = hosted !== null && hosted.models.length > 0;
  const options = [
    ...awayFirst(ollamas).flatMap((ollama) => {
      const group = isSeveral ? sayGroup(ollama) : hasHosted ? words.chat.models.own : undefined;
      const own = ownModels(ollama).map((one) => ownOption(one, ollama, { group, offer }));
      const away = isSeveral && ollama.kind !== 'ready' ? [awayOption(ollama, sayGroup(ollama))] : [];
      return [...own, ...away];
    }),
    ...(hasHosted ? hostedOptions(offer, hosted) : []),
  ];
  const isLooking = ollamas.every(({ kind }) => kind === 'checking');
  return (
    <Combobox
      label={words.chat.models.label}
      value={model === null ? null : keyOf(model)}
      unlisted={model === null ? null : { label: model.name, badge: unlistedBadge(model, offer) }}
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
});

/** The unreachable Ollamas come first: below the models of the others nobody would see them. */
function awayFirst(ollamas: readonly OllamaState[]): readonly OllamaState[] {
  const isAway = ({ kind }: OllamaState): boolean => kind === 'unreachable';
  return [...ollamas.filter(isAway), ...ollamas.filter((one) => !isAway(one))];
}

function sayGroup(ollama: OllamaState): string {
  if (ollama.name === '' && ollama.place === 'this_computer') return words.ollamas.thisComputer;
  const place = sayPlace({ place: ollama.place, ollama: null });
  const leaving = sayLeaving(ollama.place);
  const name = nameOllama(ollama);
  return leaving === null ? words.chat.models.group(name, place) : words.chat.models.groupLeaving(name, place, leaving);
}

/** In the place of models that nobody can name now. */
function awayOption(ollama: OllamaState, group: string): ComboboxOption {
  const text =
    ollama.kind === 'unreachable'
      ? words.chat.models.away(words.failures[ollama.failure.code].title)
      : words.chat.models.looking;
  return { value: `away ${ollama.id}`, label: text, group, isDisabled: true };
}

type Standing = { readonly group: string | undefined; readonly offer: Offer };

function ownOption(one: Model, ollama: OllamaState, { group, offer }: Standing): ComboboxOption {
  const ref: ModelRef = { name: one.name, venue: 'local', ollama: ollama.id };
  const isSeveral = (offer.ollamas ?? []).length > 1;
  // The place stands in the heading above them and not at each, but is spoken with each: who gets here by typing hears no heading.
  const isPlaceSaid = isSeveral && one.place === ollama.place && !one.isDemo;
  return {
    value: keyOf(ref),
    label: one.name,
    group,
    detail: sayModel(one, ollama, isPlaceSaid),
    spoken: isPlaceSaid ? (sayWhereTo(one, ollama) ?? undefined) : undefined,
    badge: badgeOf(one),
    chosenBadge:
      isSeveral && !one.isDemo ? (
        <Badge text={nameOllama(ollama)} isLoud={ollama.place !== 'this_computer'} isShort />
      ) : null,
    state: one.isLoaded && !one.isDemo ? <Badge text={words.chat.models.inMemory} isLoud={false} /> : null,
  };
}

function unlistedBadge(model: ModelRef, offer: Offer) {
  if (model.venue === 'hosted') return hostedBadge;
  return isOllamaGone(offer, model) ? <Badge text={words.chat.models.ollamaGone} isLoud /> : null;
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

type BadgeProps = { readonly text: string; readonly isLoud: boolean; readonly isShort?: boolean };

function Badge({ text, isLoud, isShort = false }: BadgeProps) {
  return (
    <span
      className={`inline-flex h-5 shrink-0 items-center rounded-full px-2 text-2xs font-medium ${isLoud ? 'bg-warning-soft text-warning' : 'bg-positive-soft text-positive max-sm:hidden'}`}
    >
      <span className={isShort ? 'max-w-24 truncate' : undefined}>{text}</span>
    </span>
  );
}

const hostedBadge = <Badge text={words.chat.models.hosted} isLoud />;
