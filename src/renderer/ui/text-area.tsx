// Several lines to write into.
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { fieldFrame, FieldNotes } from './field.tsx';

export type TextAreaProps = ComponentProps<'textarea'> & {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
};

export function TextArea({ label, isLabelHidden = false, hint, error, className, id, ...rest }: TextAreaProps) {
  const ownId = useId();
  const fieldId = id ?? ownId;
  const notesId = `${fieldId}-notes`;
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={fieldId} className={isLabelHidden ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <div className={cx(fieldFrame, error && 'border-danger')}>
        <textarea
          rows={4}
          {...rest}
          id={fieldId}
          aria-invalid={error ? true : undefined}
          aria-describedby={hint || error ? notesId : undefined}
          className="min-w-0 flex-1 resize-y bg-transparent px-3 py-2 text-base outline-none"
        />
      </div>
      <FieldNotes id={notesId} hint={hint} error={error} />
    </div>
  );
}
