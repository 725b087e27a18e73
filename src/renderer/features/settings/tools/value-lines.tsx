// Names with their secret values. One that is kept already is never shown; what is typed takes its place.
import { Plus, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { focusFirst } from '../../../ui/focus-return.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { words } from '../../../words.ts';
import { hasRoom, type ValueLine } from './server-draft.ts';

type ValueLinesProps = {
  readonly legend: string;
  readonly addLabel: string;
  readonly lines: readonly ValueLine[];
  readonly onLines: (lines: readonly ValueLine[]) => void;
  readonly isKept: (name: string) => boolean;
  readonly faults: ReadonlyMap<number, string>;
};

export function ValueLines({ legend, addLabel, lines, onLines, isKept, faults }: ValueLinesProps): ReactNode {
  const say = words.tools.form;
  const add = useRef<HTMLButtonElement>(null);
  const change = (key: number, patch: Partial<ValueLine>): void =>
    onLines(lines.map((line) => (line.key === key ? { ...line, ...patch } : line)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {lines.map(({ key, name, value }, index) => (
        <div key={key} className="flex flex-col gap-1">
          {/* In a narrow window the value stands beneath its name. */}
          <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 @lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
            <TextField
              label={say.valueName(index + 1)}
              isLabelHidden
              placeholder={say.valueName(index + 1)}
              value={name}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              inputClassName="font-mono text-sm"
              aria-invalid={faults.has(key) || undefined}
              onChange={(event) => change(key, { name: event.target.value })}
            />
            <TextField
              className="col-start-1 row-start-2 @lg:col-start-2 @lg:row-start-1"
              type="password"
              label={say.value(index + 1)}
              isLabelHidden
              placeholder={isKept(name) ? say.valueIsSet : say.value(index + 1)}
              value={value}
              // So that no manager of passwords offers to remember it as one.
              autoComplete="new-password"
              inputClassName="font-mono text-sm"
              onChange={(event) => change(key, { value: event.target.value })}
            />
            <IconButton
              size="sm"
              className="col-start-2 row-start-1 @lg:col-start-3"
              label={say.removeValue(index + 1)}
              icon={<X />}
              onClick={() => {
                onLines(lines.filter((line) => line.key !== key));
                focusFirst([add.current]);
              }}
            />
          </div>
          {faults.has(key) ? (
            <p role="alert" className="text-sm text-danger">
              {faults.get(key)}
            </p>
          ) : null}
        </div>
      ))}
      <div>
        <Button
          ref={add}
          size="sm"
          icon={<Plus className="size-4" aria-hidden="true" />}
          disabled={!hasRoom(lines)}
          onClick={() =>
            onLines([...lines, { key: 1 + Math.max(-1, ...lines.map(({ key }) => key)), name: '', value: '' }])
          }
        >
          {addLabel}
        </Button>
      </div>
      {lines.length === 0 ? null : <p className="text-sm text-ink-3">{say.valuesHint}</p>}
    </fieldset>
  );
}
