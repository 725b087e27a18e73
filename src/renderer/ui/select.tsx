// A choice from a short, fixed list: the system's own select, so that every keyboard and screen reader knows it.
import { ChevronDown } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { fieldFrame, FieldNotes } from './field.tsx';

type SelectProps<Value extends string> = {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
  readonly className?: string;
};

export function Select<Value extends string>({
  label,
  isLabelHidden = false,
  value,
  options,
  onChange,
  hint,
  disabled = false,
  className,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <div className={cx(fieldFrame, 'relative h-9')}>
        <select
          id={id}
          value={value}
          disabled={disabled}
          aria-describedby={hint ? `${id}-notes` : undefined}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
          className="h-full w-full appearance-none rounded-md bg-transparent pr-9 pl-3 text-base text-ellipsis outline-none disabled:opacity-50"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} className="bg-float text-ink">
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden="true" className="pointer-events-none absolute right-3 size-4 text-ink-3" />
      </div>
      <FieldNotes id={`${id}-notes`} hint={hint} error={null} />
    </div>
  );
}
