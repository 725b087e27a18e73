// Where Ollama is: tried while one types, kept only when one says so, never "fixed" in silence.
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useCore } from '../../rpc/core-context.tsx';
import { useAddressCheck, type AddressCheck as Check } from '../../shared/use-address-check.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function AddressCheck({
  address,
  className = '',
}: {
  readonly address: string;
  readonly className?: string;
}): ReactNode {
  const core = useCore();
  const [text, setText] = useState(address);
  const [refused, setRefused] = useState<string | null>(null);
  const check = useAddressCheck(text);
  const isMalformed = check.kind === 'tried' && check.answer === 'malformed';
  const keep = (): void => {
    setRefused(null);
    core.settings.set({ ollamaAddress: text.trim() }).then(
      () => void core.models.refresh().catch(() => undefined),
      () => setRefused('The address wasn’t saved. Check it and try again.'),
    );
  };
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMalformed) keep();
      }}
    >
      <div className="flex items-end gap-2">
        <TextField
          className="min-w-0 flex-1"
          label="Ollama address"
          value={text}
          inputMode="url"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          error={refused}
          inputClassName="font-mono text-sm [font-variant-ligatures:none]"
        />
        {text.trim() === address ? null : (
          <Button
            type="submit"
            variant={check.kind === 'tried' && check.isGood ? 'primary' : 'secondary'}
            disabledReason={isMalformed ? 'This isn’t a valid address yet.' : null}
          >
            Save
          </Button>
        )}
      </div>
      <CheckLine check={check} />
    </form>
  );
}

function CheckLine({ check }: { readonly check: Check }): ReactNode {
  const icon =
    check.kind === 'trying' ? (
      <Spinner size={16} label={null} />
    ) : check.kind === 'tried' && check.isGood ? (
      <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-positive" />
    ) : (
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
    );
  return (
    <p role="status" className="mt-2 flex min-h-5 items-start gap-2 text-sm text-ink-2">
      {icon}
      {check.kind === 'tried' ? check.sentence : check.kind === 'trying' ? 'Checking…' : 'Couldn’t check this address.'}
    </p>
  );
}
