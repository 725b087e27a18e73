// Where Ollama is: tried while one types, kept only when one says so, never "fixed" in silence.
import { useState, type ReactNode } from 'react';
import { useCore } from '../../rpc/core-context.tsx';
import { StandingLine } from '../../shared/standing-line.tsx';
import { useAddressCheck } from '../../shared/use-address-check.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { words } from '../../words.ts';

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
  const { standing, answer } = useAddressCheck(text);
  const isMalformed = answer === 'malformed';
  const keep = (): void => {
    setRefused(null);
    core.settings.set({ ollamaAddress: text.trim() }).then(
      () => void core.models.refresh().catch(() => undefined),
      () => setRefused(words.onboarding.address.notSaved),
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
          label={words.onboarding.address.label}
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
            variant={standing.kind === 'good' ? 'primary' : 'secondary'}
            disabledReason={isMalformed ? words.onboarding.address.invalid : null}
          >
            {words.onboarding.address.save}
          </Button>
        )}
      </div>
      <StandingLine standing={standing} className="mt-2" />
    </form>
  );
}
