// A number that can be left to the model. What is no such number is said, and not kept.
import { useState } from 'react';
import type { ModelDefaults } from '../../../preload/contract/models.ts';
import { bounds, wholeNumbers, type NumberName } from '../../../preload/contract/parameter-bounds.ts';
import { TextField } from '../../ui/text-field.tsx';
import { FieldReset } from './field-reset.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

type NumberFieldProps = Pick<Tuning, 'parameters' | 'change'> & {
  readonly name: NumberName;
  /** null: not known. */
  readonly defaults: ModelDefaults | null;
  /** The model does not take it. */
  readonly isBarred?: boolean;
};

export function NumberField({ name, parameters, change, defaults, isBarred = false }: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const value = parameters[name];
  const text = draft ?? (value === null ? '' : String(value));
  const { name: label, hint } = words.parameters[name];
  const read = readNumber(name, text);
  const own = defaults?.[name] ?? null;
  const keep = (): void => {
    if (draft === null || read === 'wrong') return;
    setDraft(null);
    if (read !== value) change({ [name]: read });
  };
  return (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      placeholder={own === null ? '' : String(own)}
      disabled={isBarred}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
      error={read === 'wrong' ? sayBounds(name) : null}
      hint={isBarred ? words.parameters.notHosted : `${hint} ${sayOwn(own, defaults !== null)}`}
      trailing={
        value === null || isBarred ? null : (
          <FieldReset
            name={label}
            onReset={() => {
              setDraft(null);
              change({ [name]: null });
            }}
          />
        )
      }
    />
  );
}

/** null: left to the model. A comma may stand for the point. */
function readNumber(name: NumberName, text: string): number | null | 'wrong' {
  const plain = text.trim().replace(',', '.');
  if (plain === '') return null;
  const value = Number(plain);
  const { min, max } = bounds[name];
  const isSound = value >= min && value <= max && (Number.isInteger(value) || !wholeNumbers.has(name));
  return isSound ? value : 'wrong';
}

function sayBounds(name: NumberName): string {
  const { min, max } = bounds[name];
  return wholeNumbers.has(name) ? words.parameters.wholeFromTo(min, max) : words.parameters.fromTo(min, max);
}

function sayOwn(own: number | null, isKnown: boolean): string {
  if (own !== null) return words.parameters.modelsOwn(own);
  return isKnown ? words.parameters.ollamasOwn : '';
}
