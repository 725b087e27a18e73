// Opens the parameters of the chat, and says which of them are not the model's own.
import { SlidersHorizontal } from 'lucide-react';
import { createElement, useEffect, useState } from 'react';
import type { ModelRef } from '../../../preload/contract/models.ts';
import { usePresets } from '../../rpc/core-context.tsx';
import { createLatePart } from '../../shared/late-part.ts';
import { Button } from '../../ui/button.tsx';
import { countSet, presetOf } from './plain-parameters.ts';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

const late = createLatePart('parameters-dialog', () => import('./parameters-dialog.tsx'));

export function ParametersButton({ tuning, model }: { readonly tuning: Tuning; readonly model: ModelRef | null }) {
  const { value: presets } = usePresets();
  const [isOpen, setOpen] = useState(false);
  const part = late.usePart();
  useEffect(() => {
    if (isOpen) void late.fetch();
  }, [isOpen]);
  const number = countSet(tuning.parameters);
  const preset = presetOf(presets ?? [], tuning.parameters);
  const label = preset?.name ?? (number === 0 ? words.parameters.plain : words.parameters.changed(number));
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        className="min-w-0"
        icon={<SlidersHorizontal className="size-4" aria-hidden="true" />}
        isBusy={isOpen && part === null}
        aria-label={`${words.parameters.open}: ${label}`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className="max-w-48 truncate" dir="auto">
          {label}
        </span>
      </Button>
      {part === null
        ? null
        : createElement(part.ParametersDialog, {
            isOpen,
            onOpenChange: setOpen,
            tuning,
            model,
            presets: presets ?? [],
          })}
    </>
  );
}
