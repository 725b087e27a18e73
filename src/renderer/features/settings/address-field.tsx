// An address with its draft: what is typed stays until it is kept or taken back.
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { AddressDraft } from './use-address-draft.ts';
import { useSave } from './use-save.ts';
import { words } from '../../words.ts';

type AddressFieldProps = {
  readonly label: string;
  readonly hint: string;
  readonly draft: AddressDraft;
  readonly patch: (address: string) => Partial<Settings>;
  /** How the typed address stands; drawn beneath the field. */
  readonly children: ReactNode;
};

export function AddressField({ label, hint, draft, patch, children }: AddressFieldProps): ReactNode {
  const { state, save } = useSave();
  const { text, address, isChanged, isPossible } = draft;
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && isPossible) save(patch(address));
      }}
    >
      <div className="flex items-end gap-2">
        <TextField
          className="min-w-0 flex-1"
          label={label}
          value={text}
          inputMode="url"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => draft.write(event.target.value)}
          inputClassName="font-mono text-sm [font-variant-ligatures:none]"
        />
        {isChanged ? (
          <>
            <Button variant="ghost" onClick={draft.takeBack}>
              {words.settings.connections.undo}
            </Button>
            <Button
              type="submit"
              variant="primary"
              isBusy={state.kind === 'saving'}
              disabledReason={isPossible ? null : words.settings.connections.needsScheme}
            >
              {words.settings.connections.save}
            </Button>
          </>
        ) : null}
      </div>
      {isChanged && !isPossible ? (
        <p className="text-sm text-ink-2">{words.settings.connections.howToWrite}</p>
      ) : (
        children
      )}
      {state.kind === 'refused' ? (
        <p role="alert" className="text-sm text-danger">
          {state.sentence}
        </p>
      ) : null}
      <p className="text-sm text-ink-3">{hint}</p>
    </form>
  );
}
