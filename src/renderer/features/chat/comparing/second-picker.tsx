// Whom the next question is asked of as well, so that two answers stand side by side. Beneath the field in which one writes.
import { Columns2, X } from 'lucide-react';
import { memo } from 'react';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import { Button } from '../../../ui/button.tsx';
import { DropdownMenu } from '../../../ui/dropdown-menu.tsx';
import { focusFirst, homeOfFocus } from '../../../ui/focus-return.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { words } from '../../../words.ts';
import { iconOf, sayNameAndPrice } from '../another-model.tsx';
import { allModels, isSameModel, sayNameAndPlace, type Offer } from '../model-ref.ts';

type SecondPickerProps = {
  readonly offer: Offer;
  /** The model that answers next. */
  readonly model: ModelRef | null;
  readonly second: ModelRef | null;
  readonly onChoose: (second: ModelRef | null) => void;
};

export const SecondPicker = memo(function SecondPicker({ offer, model, second, onChoose }: SecondPickerProps) {
  const others = allModels(offer).filter((other) => !isSameModel(other, model));
  if (model === null || others.length === 0) return null;
  const toComposer = (next: ModelRef | null): void => {
    onChoose(next);
    focusFirst([homeOfFocus()]);
  };
  const items = others.map((other) => ({
    kind: 'action' as const,
    label: sayNameAndPrice(other, offer),
    icon: iconOf(other, offer),
    onSelect: () => toComposer(other),
  }));
  if (second === null)
    return (
      <DropdownMenu
        align="start"
        side="top"
        keepsFocus
        trigger={<IconButton size="sm" label={words.compare.choosing} icon={<Columns2 />} />}
        items={items}
      />
    );
  const name = sayNameAndPlace(second, offer);
  return (
    <span className="inline-flex max-w-full min-w-0 items-center">
      <DropdownMenu
        align="start"
        side="top"
        keepsFocus
        trigger={
          <Button
            size="sm"
            variant="ghost"
            className="shrink! max-w-64 min-w-0"
            icon={<Columns2 aria-hidden="true" className="size-4 text-accent" />}
          >
            <span className="truncate">{words.compare.with(name)}</span>
          </Button>
        }
        items={items}
      />
      <IconButton size="sm" label={words.compare.notWith(name)} icon={<X />} onClick={() => toComposer(null)} />
    </span>
  );
});
