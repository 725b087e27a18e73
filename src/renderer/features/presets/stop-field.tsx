// Texts at which an answer ends, one a line.
import { useState } from 'react';
import type { ModelDefaults } from '../../../preload/contract/models.ts';
import { stopLengthMax, stopsMax } from '../../../preload/contract/parameter-bounds.ts';
import { TextArea } from '../../ui/text-area.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

type StopFieldProps = Pick<Tuning, 'parameters' | 'change'> & { readonly defaults: ModelDefaults | null };

export function StopField({ parameters, change, defaults }: StopFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const { name, hint, tooMany } = words.parameters.stop;
  const text = draft ?? (parameters.stop ?? []).join('\n');
  const stops = text.split('\n').filter((stop) => stop !== '');
  const isWrong = stops.length > stopsMax || stops.some((stop) => stop.length > stopLengthMax);
  const own = defaults?.stop ?? [];
  return (
    <TextArea
      label={name}
      rows={2}
      value={text}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (draft === null || isWrong) return;
        setDraft(null);
        change({ stop: stops.length === 0 ? null : stops });
      }}
      error={isWrong ? tooMany : null}
      hint={own.length === 0 ? hint : `${hint} ${words.parameters.modelsStops(own)}`}
    />
  );
}
