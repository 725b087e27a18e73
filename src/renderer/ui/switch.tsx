// On or off, at once.
import { Switch as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { cx } from './cx.ts';

type SwitchProps = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly disabled?: boolean;
  readonly className?: string;
};

export function Switch({ label, hint, isOn, onChange, disabled = false, className }: SwitchProps) {
  const id = useId();
  return (
    <div className={cx('flex items-start justify-between gap-6', className)}>
      <div className="min-w-0 wrap-anywhere">
        <label htmlFor={id} className="text-base font-medium">
          {label}
        </label>
        {hint ? (
          <div id={`${id}-hint`} className="text-sm text-ink-3">
            {hint}
          </div>
        ) : null}
      </div>
      <Radix.Root
        id={id}
        checked={isOn}
        disabled={disabled}
        onCheckedChange={onChange}
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
        className="relative mt-0.5 h-5 w-9 shrink-0 rounded-full border border-edge bg-sunken transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-3.5 translate-x-[2px] rounded-full bg-edge transition-transform data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
      </Radix.Root>
    </div>
  );
}
