// One line to write into, with its name, a hint, and what is wrong with it.
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { fieldFrame, FieldNotes } from './field.tsx';

export type TextFieldProps = Omit<ComponentProps<'input'>, 'size'> & {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly leading?: ReactNode;
  readonly trailing?: ReactNode;
  readonly inputClassName?: string | undefined;
};

export function TextField({
  label,
  isLabelHidden = false,
  hint,
  error,
  leading,
  trailing,
  className,
  inputClassName,
  id,
  ...rest
}: TextFieldProps) {
  const ownId = useId();
  const fieldId = id ?? ownId;
  const notesId = `${fieldId}-notes`;
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={fieldId} className={isLabelHidden ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <div className={cx(fieldFrame, 'h-9 gap-2 px-3', error && 'border-danger')}>
        {leading}
        <input
          {...rest}
          id={fieldId}
          aria-invalid={error ? true : undefined}
          aria-describedby={hint || error ? notesId : undefined}
          className={cx('h-full min-w-0 flex-1 bg-transparent text-base outline-none', inputClassName)}
        />
        {trailing}
      </div>
      <FieldNotes id={notesId} hint={hint} error={error} />
    </div>
  );
}
